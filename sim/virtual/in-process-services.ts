import { inProcessClient } from '#local-aws/in-process-client.ts';
import type { Operations } from '#local-aws/operation.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { changeReader } from '#shared/adapters/cloudtrail/changes.ts';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { ecsCapacityControl, ecsReleaseControl, ecsTaskControl } from '#shared/adapters/ecs/control.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { alertTopic } from '#shared/adapters/sns/alerts.ts';
import { checkQueue } from '#shared/adapters/sqs/check-queue.ts';
import { recoveryWorkflow } from '#shared/adapters/step-functions/recovery.ts';
import type { Stores } from '#shared/adapters/stores/stores.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Network } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import type { Clock, Ids } from '#shared/ports/system.ts';

/** What the functions of the virtual world share. */
export interface Surroundings {
  readonly operations: Operations;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly network: Network;
  readonly stores: Stores;
  readonly policies: readonly ServicePolicy[];
}

/** The real adapters of one deployed function, over clients without a wire that call as its role. */
export const inProcessServices = (
  surroundings: Surroundings,
  { roleName, environment }: DeployedFunction,
): Services => {
  const { operations, clock, ids, network, stores, policies } = surroundings;
  const client = (service: string) => inProcessClient(operations, service, { role: roleName }) as never;
  const variable = (name: string): string => environment[name] ?? '';
  return {
    clock,
    ids,
    network,
    policies,
    ...stores,
    ecs: ecsReader(client('ecs'), clock),
    tasks: ecsTaskControl(client('ecs')),
    capacity: ecsCapacityControl(client('ecs')),
    releases: ecsReleaseControl(client('ecs')),
    targetGroups: targetGroupReader(client('elbv2'), clock, WITHOUT_WAITING),
    metrics: metricReader(client('cloudwatch'), clock),
    alarms: alarmReader(client('cloudwatch'), clock),
    scaling: scalingReader(client('application-autoscaling'), clock),
    logs: logReader(client('logs'), clock),
    changes: changeReader(client('cloudtrail'), clock),
    prober: lambdaProber(client('lambda'), variable('PROBE_FUNCTION_NAME'), clock),
    checks: checkQueue(client('sqs'), variable('CHECKS_QUEUE_URL')),
    recovery: recoveryWorkflow(client('stepfunctions'), variable('STATE_MACHINE_ARN')),
    alerts: alertTopic(client('sns'), variable('ALERTS_TOPIC_ARN')),
  };
};
