import { alarms, metrics } from './cloudwatch.ts';
import { breakers, reports, stoppedTasks, switches } from './dynamodb.ts';
import { ecs } from './ecs.ts';
import { targetGroups } from './elastic-load-balancing.ts';
import { prober } from './lambda.ts';
import { policies } from './policies.ts';
import { scaling } from './when-something-is-wrong/application-auto-scaling.ts';
import { changes } from './when-something-is-wrong/cloudtrail.ts';
import { logs } from './when-something-is-wrong/cloudwatch-logs.ts';

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
