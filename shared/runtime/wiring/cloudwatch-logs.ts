import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';

export const logs = (): Services['logs'] =>
  logReader(
    connect((options) => new CloudWatchLogsClient(options)),
    systemClock,
  );
