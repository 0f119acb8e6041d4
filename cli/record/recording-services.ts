import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { type ClientFor, readersOver } from '#shared/adapters/readers.ts';
import { dynamoTable } from '#shared/adapters/stores/dynamodb-table.ts';
import { storesOver } from '#shared/adapters/stores/stores.ts';
import { systemTiming } from '#shared/adapters/system/system.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import type { Observers } from '#shared/procedures/observe.ts';
import { type Account, type ClientSettings, functionNameIn, tableNameIn } from '../account.ts';
import { type Call, recordingCalls } from './calls.ts';

interface Recording {
  readonly account: Account;
  readonly settings: ClientSettings;
  readonly policy: ServicePolicy;
  /** The recording has one instant, so that a replay makes exactly the same calls. */
  readonly now: Instant;
  readonly note: (call: Call) => void;
}

export type RecordingServices = Observers & Pick<Services, 'incidents'>;

/**
 * Builds the adapters that run in AWS and records every call of the readers. Calls to the table and the prober of ecs-medic
 * are not recorded.
 */
export const recordingServices = ({ account, settings, policy, now, note }: Recording): RecordingServices => {
  const clock = { now: () => now };
  const clients = {
    ecs: new ECSClient(settings),
    elbv2: new ElasticLoadBalancingV2Client(settings),
    cloudwatch: new CloudWatchClient(settings),
    'application-autoscaling': new ApplicationAutoScalingClient(settings),
    logs: new CloudWatchLogsClient(settings),
    cloudtrail: new CloudTrailClient(settings),
  };
  const clientFor: ClientFor = (service) => recordingCalls(clients[service], service, note);
  return {
    policies: [policy],
    ...readersOver(clientFor, clock, systemTiming),
    prober: lambdaProber(new LambdaClient(settings), functionNameIn(account, 'probe-service'), clock),
    ...storesOver(dynamoTable(new DynamoDBClient(settings), tableNameIn(account))),
  };
};
