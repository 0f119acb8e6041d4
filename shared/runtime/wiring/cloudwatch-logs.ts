import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { CLIENT_OPTIONS, traced } from './clients.ts';

export const logs = (): Services['logs'] => logReader(traced(new CloudWatchLogsClient(CLIENT_OPTIONS)), systemClock);
