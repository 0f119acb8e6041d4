import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { missing } from '#shared/domain/part.ts';
import type { AlarmReader, Clock } from '#shared/ports/services.ts';

export const alarmReader = (_client: Pick<CloudWatchClient, 'send'>, _clock: Clock): AlarmReader => ({
  firing: async () => missing('not-configured', 'not read yet'),
});
