import { isWaitingByDesign, rollBackOf, rollBackStart, scheduleOf } from '../evidence/deployment-schedule.ts';
import { hasCompletedEarly, isRollingOut, NEW_FOR_MS, releasedDeployment } from '../evidence/releases.ts';
import { isGoingBack } from '../evidence/revisions.ts';
import { lastSegment } from '../model/arn.ts';
import type { Deployment, EcsService, Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/**
 * A deployment is in progress. It explains missing tasks for as long as its waves of tasks need. Afterwards `overdue` is 1. Pauses and
 * bake times are no delay.
 */
export const deploymentInProgress: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && releasedDeployment(ecs);
  if (ecs === undefined || primary === undefined || !isRollingOut(ecs) || hasCompletedEarly(ecs)) return [];
  const { since, allowedMs } = scheduleOf(ecs, primary, observation);
  const minutes = Math.max(0, Math.floor((now - since) / MINUTE));
  const isOverdue = now - since > allowedMs && !isWaitingByDesign(ecs, primary, observation);
  return [
    {
      id: 'deployment-in-progress',
      strength: 'hard',
      subject: primary.id,
      at: observation.at,
      numbers: {
        running: primary.runningCount,
        desired: primary.desiredCount,
        failed: primary.failedTasks,
        minutes,
        ...(isOverdue && { overdue: 1 }),
      },
      message: `the deployment of ${lastSegment(primary.taskDefinition)} is in progress for ${pluralize(minutes, 'minute')}: ${primary.runningCount} of ${primary.desiredCount} tasks run${controlledBy(ecs)}${isOverdue ? ', which is longer than it should take' : ''}${quotedReason(primary)}`,
    },
  ];
};

/** Names a controller other than ECS, where a roll-back has to be done. */
const controlledBy = ({ controller }: EcsService): string =>
  controller === 'ECS' ? '' : `, deployed by ${controller}`;

/** ECS gives the reason of a roll-back here: `ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/4169…` */
const quotedReason = ({ rolloutStateReason }: Deployment): string =>
  rolloutStateReason === '' ? '' : `: "${rolloutStateReason}"`;

/** The newest deployment failed, or ECS could not roll it back. ECS does not replace its tasks any more. */
export const deploymentFailed: FindingRule = ({ observation }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && releasedDeployment(ecs);
  const failure = primary && failureOf(primary, observation);
  if (primary === undefined || failure === undefined) return [];
  return [
    {
      id: 'deployment-failed',
      strength: 'hard',
      subject: failure.taskDefinition,
      at: observation.at,
      since: failure.createdAt,
      numbers: { running: primary.runningCount, desired: primary.desiredCount, failed: primary.failedTasks },
      message: failure.message,
    },
  ];
};

interface DeploymentFailure {
  readonly taskDefinition: string;
  readonly createdAt: Instant;
  readonly message: string;
}

const failureOf = (primary: Deployment, { releases }: Observation): DeploymentFailure | undefined => {
  const [newest] = itemsOf(releases).toSorted((a, b) => b.createdAt - a.createdAt);
  if (newest?.status === 'ROLLBACK_FAILED')
    return { ...newest, message: `ECS could not roll ${lastSegment(newest.taskDefinition)} back` };
  if (primary.rolloutState !== 'FAILED') return undefined;
  const reason = primary.rolloutStateReason || 'no reason given';
  return { ...primary, message: `the deployment of ${lastSegment(primary.taskDefinition)} failed: ${reason}` };
};

/** A lifecycle hook holds the deployment until an operator continues it or rolls it back. */
export const deploymentWaits: FindingRule = ({ observation }) =>
  itemsOf(observation.releases)
    .filter(({ isPaused }) => isPaused === true)
    .map(({ arn, taskDefinition, stage }) => ({
      id: 'deployment-waits',
      strength: 'hard',
      subject: arn,
      at: observation.at,
      numbers: {},
      message: `a lifecycle hook holds the deployment of ${lastSegment(taskDefinition)}${stage === undefined ? '' : ` in stage ${stage}`}`,
    }));

/** The service is returning to an earlier revision, or has just returned. Such a deployment brings nothing new. */
export const goingBack: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && releasedDeployment(ecs);
  if (ecs === undefined || primary === undefined) return [];
  const isByEcs = rollBackOf(observation) !== undefined;
  const isRecent = isRollingOut(ecs) || now - primary.createdAt < NEW_FOR_MS;
  if (!isByEcs && !(isRecent && isGoingBack(observation, primary))) return [];
  return [
    {
      id: 'going-back',
      strength: 'hard',
      subject: primary.taskDefinition,
      at: observation.at,
      since: rollBackStart(ecs, primary, observation) ?? primary.createdAt,
      numbers: { byEcs: isByEcs ? 1 : 0 },
      message: `${isByEcs ? 'ECS rolls the service back' : 'the service returns'} to ${lastSegment(primary.taskDefinition)}`,
    },
  ];
};
