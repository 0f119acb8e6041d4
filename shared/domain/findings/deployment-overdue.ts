import { readServiceEvent } from '../aws-messages/service-events.ts';
import { isWaitingByDesign, scheduleOf } from '../evidence/deployment-schedule.ts';
import { releasedDeployment, releaseInProgress } from '../evidence/releases.ts';
import { isDraining, isRunning, servingTasks } from '../evidence/serving-tasks.ts';
import { lastSegment } from '../model/arn.ts';
import type { Deployment, EcsService, Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/**
 * A target group may drain for an hour, of which the schedule of a deployment contains five minutes:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
 */
const LONGEST_DRAIN_MS = 55 * MINUTE;

/**
 * A deployment takes longer than its tasks need to start and to drain, although all desired tasks serve. No user suffers, so only the
 * operators are told. A hook that waits, a bake time and a shift of traffic are no delay.
 */
export const deploymentOverdue: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && releasedDeployment(ecs);
  if (ecs === undefined || primary?.rolloutState !== 'IN_PROGRESS') return [];
  if (!servesAllUsers(ecs, observation) || isWaitingByDesign(ecs, primary, observation)) return [];
  const { since, allowedMs } = scheduleOf(ecs, primary, observation);
  const draining = drainingTargets(observation);
  const dueAt = since + allowedMs + (draining > 0 ? LONGEST_DRAIN_MS : 0);
  if (now <= dueAt) return [];
  const [minutes, allowedMinutes] = [Math.floor((now - since) / MINUTE), Math.ceil((dueAt - since) / MINUTE)];
  return [
    {
      id: 'deployment-overdue',
      strength: 'hard',
      subject: primary.taskDefinition,
      at: observation.at,
      since: dueAt,
      numbers: { minutes, allowedMinutes, running: primary.runningCount, desired: primary.desiredCount, draining },
      message: `the deployment of ${lastSegment(primary.taskDefinition)} is not complete after ${minutes} minutes, of ${allowedMinutes} that it may need, although all desired tasks serve: ${missingTo(primary, observation, ecs)}`,
    },
  ];
};

const servesAllUsers = ({ desiredCount }: EcsService, observation: Observation): boolean =>
  desiredCount > 0 && servingTasks(observation).length >= desiredCount;

const drainingTargets = ({ targetGroups }: Observation): number =>
  itemsOf(targetGroups).flatMap(({ targets }) => targets.filter(isDraining)).length;

/** Names everything for which ECS may be waiting. */
const missingTo = (primary: Deployment, observation: Observation, ecs: EcsService): string => {
  const stage = releaseInProgress(observation)?.stage;
  const missing = [
    ...newTasks(primary),
    ...oldTasks(primary, ecs),
    ...counted(drainingTargets(observation), 'target drains', 'targets drain'),
    ...(isProtecting(primary, ecs) ? ['ECS reports tasks that are protected from scale-in'] : []),
    ...counted(disconnectedTasks(observation), 'task has a disconnected agent', 'tasks have disconnected agents'),
    ...(stage === undefined ? [] : [`the stage is ${stage}`]),
  ];
  return missing.length === 0 ? 'ECS does not tell what it waits for' : missing.join(', ');
};

const newTasks = ({ runningCount, desiredCount }: Deployment): readonly string[] =>
  runningCount < desiredCount ? [`${runningCount} of ${pluralize(desiredCount, 'new task')} run`] : [];

const oldTasks = (primary: Deployment, { deployments }: EcsService): readonly string[] =>
  deployments
    .filter(({ id, runningCount }) => id !== primary.id && runningCount > 0)
    .map((old) => `${pluralize(old.runningCount, 'task')} of ${lastSegment(old.taskDefinition)} did not stop`);

const counted = (count: number, one: string, several: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];

const isProtecting = ({ createdAt }: Deployment, { events }: EcsService): boolean =>
  events.some(({ at, message }) => {
    const reading = readServiceEvent(message);
    return at >= createdAt && reading.kind === 'known' && reading.meaning === 'protected-from-scale-in';
  });

const disconnectedTasks = ({ tasks }: Observation): number =>
  itemsOf(tasks).filter((task) => isRunning(task) && task.connectivity === 'DISCONNECTED').length;
