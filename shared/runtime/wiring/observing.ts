import { alarms, metrics } from './cloudwatch.ts';
import { baselines, breakers, reports, stoppedTasks, switches } from './dynamodb.ts';
import { ecs } from './ecs.ts';
import { targetGroups } from './elastic-load-balancing.ts';
import { prober } from './lambda.ts';
import { scaling } from './on-demand/application-auto-scaling.ts';
import { changes } from './on-demand/cloudtrail.ts';
import { logs } from './on-demand/cloudwatch-logs.ts';
import { policies } from './policies.ts';

/** An observation reads these services. */
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
  baselines,
  scaling,
  logs,
  changes,
};
