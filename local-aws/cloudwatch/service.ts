import type { Service, ServiceContext } from '../service.ts';
import { createAlarms } from './alarms.ts';
import type { QueryMetrics } from './evaluate.ts';
import { cloudwatchAlarmsOperations } from './operations.ts';

export const createCloudWatch = ({ stack, clock, emit, deliver }: ServiceContext, query: QueryMetrics): Service => {
  const alarms = createAlarms({ alarms: stack.alarms, clock, query, emit, deliver });
  return { name: 'cloudwatch', operations: cloudwatchAlarmsOperations(alarms), start: alarms.start };
};
