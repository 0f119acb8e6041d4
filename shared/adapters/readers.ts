import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Services } from '#shared/ports/services.ts';
import type { Clock } from '#shared/ports/system.ts';
import { scalingReader } from './application-auto-scaling/scaling-limits.ts';
import { changeReader } from './cloudtrail/changes.ts';
import { alarmReader } from './cloudwatch/alarms.ts';
import { metricReader } from './cloudwatch/metrics.ts';
import { logReader } from './cloudwatch-logs/log-lines.ts';
import { ecsReader } from './ecs/reader.ts';
import { targetGroupReader } from './elbv2/target-groups.ts';
import type { Timing } from './transport/pace.ts';

/** The clients are keyed by service, as the AWS CLI names it. */
export interface ReaderClients {
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly elbv2: Pick<ElasticLoadBalancingV2Client, 'send'>;
  readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
  readonly 'application-autoscaling': Pick<ApplicationAutoScalingClient, 'send'>;
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  readonly cloudtrail: Pick<CloudTrailClient, 'send'>;
}

export type ClientFor = <Service extends keyof ReaderClients>(service: Service) => ReaderClients[Service];

export type Readers = Pick<Services, 'ecs' | 'targetGroups' | 'metrics' | 'alarms' | 'scaling' | 'logs' | 'changes'>;

/**
 * Builds all readers of AWS over the given clients: for the simulation, recording, replay and tests. The Lambda
 * functions wire each reader by itself, so that a bundle contains only the clients that its function uses.
 */
export const readersOver = (clientFor: ClientFor, clock: Clock, timing: Timing): Readers => {
  const cloudwatch = clientFor('cloudwatch');
  return {
    ecs: ecsReader(clientFor('ecs'), clock),
    targetGroups: targetGroupReader(clientFor('elbv2'), clock, timing),
    metrics: metricReader(cloudwatch, clock),
    alarms: alarmReader(cloudwatch, clock),
    scaling: scalingReader(clientFor('application-autoscaling'), clock),
    logs: logReader(clientFor('logs'), clock),
    changes: changeReader(clientFor('cloudtrail'), clock),
  };
};
