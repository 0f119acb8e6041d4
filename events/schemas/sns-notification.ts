import * as z from 'zod';
import { AlarmNotification } from './cloudwatch-alarm.ts';
import { JsonText } from './json-text.ts';

const Delivery = z.object({
  Records: z
    .array(z.object({ Sns: z.object({ Message: JsonText.pipe(AlarmNotification).optional().catch(undefined) }) }))
    .min(1),
});

/**
 * The alarms in a delivery of SNS, undefined for each message that is no alarm's; or one alarm's message by itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export const SnsNotification = z.union([
  Delivery.transform(({ Records }) => Records.map(({ Sns }) => Sns.Message)),
  AlarmNotification.transform((message) => [message]),
]);
