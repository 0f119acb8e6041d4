import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { metricReader } from '#shared/adapters/cloudwatch.ts';
import { systemClock } from '#shared/adapters/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { CLIENT_OPTIONS, traced } from './clients.ts';

export const metrics = (): Services['metrics'] =>
  metricReader(traced(new CloudWatchClient(CLIENT_OPTIONS)), systemClock);
