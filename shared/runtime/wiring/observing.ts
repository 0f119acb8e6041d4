import { scaling } from './application-auto-scaling.ts';
import { changes } from './cloudtrail.ts';
import { alarms, metrics } from './cloudwatch.ts';
import { logs } from './cloudwatch-logs.ts';
import { breakers, reports, stoppedTasks, switches } from './dynamodb.ts';
import { ecs } from './ecs.ts';
import { targetGroups } from './elastic-load-balancing.ts';
import { prober } from './lambda.ts';
import { policies } from './policies.ts';

/** All that an observation reads. */
export const observing = {
  policies,
  ecs,
  targetGroups,
  metrics,
  alarms,
  stoppedTasks,
  prober,
  breakers,
  switches,
  reports,
  scaling,
  logs,
  changes,
};
