import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { changeReader } from '#shared/adapters/cloudtrail/changes.ts';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { dynamoTable } from '#shared/adapters/stores/dynamodb-table.ts';
import { storesOver } from '#shared/adapters/stores/stores.ts';
import { systemTiming } from '#shared/adapters/system/system.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import type { Observers } from '#shared/procedures/observe.ts';
import { type Account, type ClientSettings, functionNameIn, tableNameIn } from '../account.ts';
import { type Call, noting } from './calls.ts';

interface Recording {
  readonly account: Account;
  readonly settings: ClientSettings;
  readonly policy: ServicePolicy;
  /** Stands still, so that a replay asks for just the same. */
  readonly now: Instant;
  readonly note: (call: Call) => void;
}

export type RecordingServices = Observers & Pick<Services, 'incidents'>;

/** The adapters that run in AWS. Of what they ask of AWS every call is noted; the table and the probes are the medic's own. */
export const recordingServices = ({ account, settings, policy, now, note }: Recording): RecordingServices => {
  const clock = { now: () => now };
  const cloudwatch = noting(new CloudWatchClient(settings), 'cloudwatch', note);
  const stores = storesOver(dynamoTable(new DynamoDBClient(settings), tableNameIn(account)));
  return {
    policies: [policy],
    ecs: ecsReader(noting(new ECSClient(settings), 'ecs', note), clock),
    targetGroups: targetGroupReader(
      noting(new ElasticLoadBalancingV2Client(settings), 'elbv2', note),
      clock,
      systemTiming,
    ),
    metrics: metricReader(cloudwatch, clock),
    alarms: alarmReader(cloudwatch, clock),
    scaling: scalingReader(noting(new ApplicationAutoScalingClient(settings), 'application-autoscaling', note), clock),
    logs: logReader(noting(new CloudWatchLogsClient(settings), 'logs', note), clock),
    changes: changeReader(noting(new CloudTrailClient(settings), 'cloudtrail', note), clock),
    prober: lambdaProber(new LambdaClient(settings), functionNameIn(account, 'probe-service'), clock),
    stoppedTasks: stores.stoppedTasks,
    breakers: stores.breakers,
    switches: stores.switches,
    reports: stores.reports,
    incidents: stores.incidents,
  };
};
