import * as z from 'zod';
import { AlarmNotification } from './cloudwatch-alarm.ts';
import { JsonText } from './json-text.ts';

/** Messages from SNS, whose text is an alarm's if CloudWatch sent it: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const SnsNotification = z.object({
  Records: z
    .array(z.object({ Sns: z.object({ Message: JsonText.pipe(AlarmNotification).optional().catch(undefined) }) }))
    .min(1),
});

export type SnsNotification = z.output<typeof SnsNotification>;
