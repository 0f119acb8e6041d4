import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { once } from '../once.ts';
import { connect } from './clients.ts';

const client = once(() => connect((options) => new CloudWatchClient(options)));

export const metrics = (): Services['metrics'] => metricReader(client(), systemClock);
export const alarms = (): Services['alarms'] => alarmReader(client(), systemClock);
