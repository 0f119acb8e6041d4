import * as z from 'zod/mini';
import { AlarmNotification } from './cloudwatch-alarm.ts';
import { JsonText } from './json-text.ts';
import { orUndefined } from './parts.ts';

const Delivery = z.object({
  Records: z
    .array(z.object({ Sns: z.object({ Message: orUndefined(z.pipe(JsonText, AlarmNotification)) }) }))
    .check(z.minLength(1)),
});

/**
 * Parses the alarms of an SNS delivery, or a single alarm message. A message that is no alarm becomes undefined
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html).
 */
export const SnsNotification = z.union([
  z.pipe(
    Delivery,
    z.transform(({ Records }) => Records.map(({ Sns }) => Sns.Message)),
  ),
  z.pipe(
    AlarmNotification,
    z.transform((message) => [message]),
  ),
]);
