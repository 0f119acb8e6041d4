import { isInGracePeriod } from '../evidence/grace-period.ts';
import { isRunning, isServing, passesProbe, targetOf } from '../evidence/serving-tasks.ts';
import { recentFailures } from '../evidence/task-failures.ts';
import { lastSegment } from '../model/arn.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation, StoppedTask, Task } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** ECS has lost contact with the agent of a task's host, so it neither sees nor replaces the task. */
export const tasksDisconnected: FindingRule = ({ observation }) =>
  itemsOf(observation.tasks)
    .filter((task) => isRunning(task) && task.connectivity === 'DISCONNECTED')
    .map(({ id }) => ({
      id: 'tasks-disconnected',
      strength: 'soft',
      subject: id,
      at: observation.at,
      numbers: {},
      message: `ECS has lost contact with the agent that runs task ${id}`,
    }));

/** A host with a fault fails every few minutes, at the pace of ECS's replacements (engineering judgement). */
const WINDOW_MS = 30 * MINUTE;
/** One failure is a bad task. Two on one host and none elsewhere point to the host, three are beyond chance (engineering judgement). */
const MIN_FAILURES = 2;
const MIN_FAILURES_IF_HARD = 3;

interface Failure {
  readonly host: string;
  readonly taskDefinition: string;
  readonly at: Instant;
  /** True for a task that never ran. */
  readonly isFailedStart: boolean;
}

/** Tasks fail on one container instance again and again, while tasks of the same revision serve on others. */
export const hostFailing: FindingRule = ({ observation, now }) => {
  const failures = failuresOnHosts(observation, now);
  const [host, ...others] = new Set(failures.map((failure) => failure.host));
  if (host === undefined || others.length > 0) return [];
  const elsewhere = itemsOf(observation.tasks).filter(
    (task) => task.containerInstance !== undefined && task.containerInstance !== host && isServing(observation, task),
  );
  const attributable = failures.filter((failure) => elsewhere.some((task) => isGoodPeer(task, failure)));
  return attributable.length < MIN_FAILURES ? [] : [toDetection(host, attributable, elsewhere, observation)];
};

/**
 * True when the task shows that the revision works on another host. Old tasks do not show that a task can start, because a start may
 * fail everywhere; a task that was created since and serves does.
 */
const isGoodPeer = ({ taskDefinition, createdAt }: Task, failure: Failure): boolean =>
  taskDefinition === failure.taskDefinition && (!failure.isFailedStart || createdAt > failure.at);

const failuresOnHosts = (observation: Observation, now: Instant): readonly Failure[] => {
  const failing = itemsOf(observation.tasks).filter((task) => isFailing(observation, task, now));
  const stopped = recentFailures(observation, now, WINDOW_MS);
  return [
    ...failing.map((task) => ({ ...task, at: observation.at, isFailedStart: false })),
    ...stopped.map((task) => ({ ...task, at: task.stoppedAt, isFailedStart: isFailedStart(task) })),
  ].flatMap(({ containerInstance: host, taskDefinition, at, isFailedStart: never }) =>
    host === undefined ? [] : { host, taskDefinition, at, isFailedStart: never },
  );
};

const isFailedStart = ({ startedAt }: StoppedTask): boolean => startedAt === undefined;

/** True when a settled task fails the check of the load balancer or of its containers, or its work probe. */
const isFailing = (observation: Observation, task: Task, now: Instant): boolean =>
  isRunning(task) &&
  !isInGracePeriod(observation, task, now) &&
  (targetOf(observation, task)?.state === 'unhealthy' ||
    task.healthStatus === 'UNHEALTHY' ||
    !passesProbe(observation, task));

const toDetection = (
  host: string,
  failures: readonly Failure[],
  elsewhere: readonly Task[],
  observation: Observation,
): Detection => ({
  id: 'host-failing',
  strength: failures.length >= MIN_FAILURES_IF_HARD ? 'hard' : 'soft',
  subject: lastSegment(host),
  at: observation.at,
  since: Math.min(...failures.map(({ at }) => at)),
  numbers: { failures: failures.length, elsewhere: elsewhere.length },
  message: `${failures.length} tasks failed on container instance ${lastSegment(host)} within 30 minutes, and none on others, where ${elsewhere.length} serve`,
});
