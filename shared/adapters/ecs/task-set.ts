import type { TaskSet } from '@aws-sdk/client-ecs';
import type { Deployment } from '#shared/domain/model/observation.ts';
import { count, instant, oneOf, optionalText, text } from '../transport/checked.ts';

/**
 * Converts the task sets of a service with another deployment controller, the primary one first, then the newest. ECS reports no
 * deployments for such a service: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
 */
export const toDeployments = (taskSets: readonly TaskSet[]): readonly Deployment[] =>
  taskSets.map(toDeployment).sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt);

const rank = ({ status }: Deployment): number => (status === 'PRIMARY' ? 0 : 1);

/** Throws AnswerInvalid where ECS's answer cannot be true. ECS counts no failed tasks of a task set. */
const toDeployment = (taskSet: TaskSet): Deployment => {
  const status = oneOf(['PRIMARY', 'ACTIVE', 'DRAINING'], taskSet.status, 'taskSet.status');
  const counts = {
    desiredCount: count(taskSet.computedDesiredCount, 'computedDesiredCount'),
    runningCount: count(taskSet.runningCount, 'runningCount'),
    pendingCount: count(taskSet.pendingCount, 'pendingCount'),
  };
  return {
    id: text(taskSet.id, 'taskSet.id'),
    status: status === 'DRAINING' ? 'ACTIVE' : status,
    taskDefinition: optionalText(taskSet.taskDefinition, 'taskSet.taskDefinition') ?? '',
    ...counts,
    failedTasks: 0,
    rolloutState: isStable(taskSet, counts) ? 'COMPLETED' : 'IN_PROGRESS',
    rolloutStateReason: '',
    createdAt: instant(taskSet.createdAt, 'taskSet.createdAt'),
    updatedAt: instant(taskSet.updatedAt, 'taskSet.updatedAt'),
  };
};

type Counts = Pick<Deployment, 'desiredCount' | 'runningCount'>;

/** Without a stability status, a task set that runs all its tasks counts as stable. */
const isStable = ({ stabilityStatus }: TaskSet, { desiredCount, runningCount }: Counts): boolean =>
  stabilityStatus === undefined ? runningCount >= desiredCount : stabilityStatus === 'STEADY_STATE';
