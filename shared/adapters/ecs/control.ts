import {
  type ECSClient,
  type Failure,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
  UpdateTaskProtectionCommand,
  type UpdateTaskProtectionCommandInput,
} from '@aws-sdk/client-ecs';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import { TargetMissing } from '#shared/domain/model/errors.ts';
import type { CapacityControl, ReleaseControl, TaskControl } from '#shared/ports/acting.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html */
const TASKS_PER_CALL = 10;

export const ecsTaskControl = (client: Ecs): TaskControl => ({
  protect: async (clusterArn, taskArns, minutes) => {
    const failures = await changeProtection(client, taskArns, {
      cluster: clusterArn,
      protectionEnabled: true,
      expiresInMinutes: minutes,
    });
    refuseFailures(failures, 'protected');
  },
  unprotect: async (clusterArn, taskArns) => {
    const failures = await changeProtection(client, taskArns, { cluster: clusterArn, protectionEnabled: false });
    refuseFailures(failures.filter(isStillThere), 'unprotected');
  },
});

export const ecsCapacityControl = (client: Ecs): CapacityControl => ({
  setDesiredCount: async (service, desiredCount) => {
    await client.send(new UpdateServiceCommand({ cluster: service.clusterArn, service: service.arn, desiredCount }));
  },
});

export const ecsReleaseControl = (client: Ecs): ReleaseControl => ({
  stopDeployment: async (serviceDeploymentArn) => {
    await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));
  },
  deploy: async (service, taskDefinition) => {
    await client.send(new UpdateServiceCommand({ cluster: service.clusterArn, service: service.arn, taskDefinition }));
  },
});

const changeProtection = async (
  client: Ecs,
  taskArns: readonly string[],
  change: Omit<UpdateTaskProtectionCommandInput, 'tasks'>,
): Promise<readonly Failure[]> => {
  if (taskArns.length === 0)
    throw new TargetMissing('No task was named to change the protection of; name at least one.');
  const failures: Failure[] = [];
  for (const tasks of chunksOf(taskArns, TASKS_PER_CALL)) {
    const answer = await client.send(new UpdateTaskProtectionCommand({ ...change, tasks: [...tasks] }));
    failures.push(...(answer.failures ?? []));
  }
  return failures;
};

/**
 * A task that is gone, or no longer belongs to a service, has no protection to remove:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
const GONE: ReadonlySet<string | undefined> = new Set(['MISSING', 'TASK_NOT_VALID']);

const isStillThere = ({ reason }: Failure): boolean => !GONE.has(reason);

const refuseFailures = (failures: readonly Failure[], verb: string): void => {
  if (failures.length === 0) return;
  const each = failures.map(({ arn, reason, detail }) => [arn, reason, detail].filter(Boolean).join(' '));
  throw new Error(`ECS left ${failures.length} tasks not ${verb}: ${each.join('; ')}`);
};
