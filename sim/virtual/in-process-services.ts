import { inProcessClient } from '#local-aws/in-process-client.ts';
import type { Operations } from '#local-aws/operation.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';
import { ecsCapacityControl, ecsReleaseControl, ecsTaskControl } from '#shared/adapters/ecs/control.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { readersOver } from '#shared/adapters/readers.ts';
import { alertTopic } from '#shared/adapters/sns/alerts.ts';
import { checkQueue } from '#shared/adapters/sqs/check-queue.ts';
import { recoveryWorkflow } from '#shared/adapters/step-functions/recovery.ts';
import type { Stores } from '#shared/adapters/stores/stores.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Network } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import type { Clock } from '#shared/ports/system.ts';

/** All functions of the virtual world share these dependencies. */
export interface RunContext {
  readonly operations: Operations;
  readonly clock: Clock;
  readonly network: Network;
  readonly stores: Stores;
  readonly policies: readonly ServicePolicy[];
}

/**
 * Builds the services of one deployed function: the adapters that run in AWS, over in-process clients that call as its
 * role.
 */
export const inProcessServices = (
  { operations, clock, network, stores, policies }: RunContext,
  { roleName, environment }: DeployedFunction,
): Services => {
  const clientFor = (service: string) => inProcessClient(operations, service, { role: roleName });
  const variable = (name: string): string => environment[name] ?? '';
  const ecs = clientFor('ecs');
  return {
    clock,
    network,
    policies,
    ...stores,
    ...readersOver(clientFor, clock, WITHOUT_WAITING),
    tasks: ecsTaskControl(ecs),
    capacity: ecsCapacityControl(ecs),
    releases: ecsReleaseControl(ecs),
    prober: lambdaProber(clientFor('lambda'), variable('PROBE_FUNCTION_NAME'), clock),
    checks: checkQueue(clientFor('sqs'), variable('CHECKS_QUEUE_URL')),
    recovery: recoveryWorkflow(clientFor('stepfunctions'), variable('STATE_MACHINE_ARN')),
    alerts: alertTopic(clientFor('sns'), variable('ALERTS_TOPIC_ARN')),
  };
};
