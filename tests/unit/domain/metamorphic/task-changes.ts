// Changes of the tasks of a service that are no fault: a task starts, is added or is scaled in.
import { primaryOf } from '#shared/domain/evidence/releases.ts';
import { isRunning, isServing, isTargetOf, servingTasks } from '#shared/domain/evidence/serving-tasks.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import { hasPending } from '#shared/domain/model/incident.ts';
import type { StoppedTask, Target, Task } from '#shared/domain/model/observation.ts';
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { withCounts, withPart } from './parts.ts';

const NEW_TASK = 'f00df00df00df00df00df00df00df00d';
const NEW_ADDRESS = '10.254.254.254';

/** Adds a copy of the task, with a copy of its targets. */
const withCopy = (
  evidence: Evidence,
  original: Task,
  { task, target }: { readonly task: Partial<Task>; readonly target: Partial<Target> },
): Evidence => {
  const isOnInstance = original.hostPorts !== undefined;
  const address = isOnInstance ? original.address : NEW_ADDRESS;
  const port = 61_000;
  const copy: Task = {
    ...original,
    id: NEW_TASK,
    arn: original.arn.replace(original.id, NEW_TASK),
    ...(address !== undefined && { address }),
    ...(isOnInstance && { hostPorts: [port] }),
    ...task,
  };
  const copyOf = (own: Target): Target => ({ ...own, id: address ?? own.id, ...(isOnInstance && { port }), ...target });
  const withTask = withPart(evidence, 'tasks', (tasks) => [...tasks, copy]);
  return withPart(withTask, 'targetGroups', (groups) =>
    groups.map((group) => ({
      ...group,
      targets: [
        ...group.targets,
        ...group.targets
          .filter((own) => isTargetOf(original, own))
          .slice(0, 1)
          .map(copyOf),
      ],
    })),
  );
};

/** True when nothing at all is known against the task. */
const isSound = ({ observation }: Evidence, task: Task): boolean =>
  task.connectivity !== 'DISCONNECTED' &&
  itemsOf(observation.targetGroups).every(({ targets }) =>
    targets.every((target) => !isTargetOf(task, target) || target.isAnomalous !== true),
  );

/** True when one task more changes whether few tasks fail, or nearly all. The first are treated one by one, the others never. */
const changesShare = (evidence: Evidence): boolean => {
  const { observation } = evidence;
  const running = itemsOf(observation.tasks).filter(isRunning);
  const failing = running.filter((task) => !isServing(observation, task) || !isSound(evidence, task)).length;
  const isFew = (all: number): boolean => failing <= Math.max(1, Math.floor(FEW * all));
  const isNearlyAll = (all: number): boolean => failing >= NEARLY_ALL * all;
  const [now, then] = [running.length, running.length + 1];
  return isFew(now) !== isFew(then) || isNearlyAll(now) !== isNearlyAll(then);
};
const FEW = 0.34;
const NEARLY_ALL = 0.67;

/** A start that succeeds contradicts that tasks of the revision cannot start. */
const cannotStart = ({ observation }: Evidence, revision: string): boolean =>
  itemsOf(observation.stoppedTasks).some(
    ({ taskDefinition, stopCode }) => taskDefinition === revision && stopCode === 'TaskFailedToStart',
  );

/** ECS starts one task more than before; it has run for some seconds, and its health checks have begun. */
export const withSettlingTask = (evidence: Evidence): Evidence | undefined => {
  const { observation, now } = evidence;
  const ecs = valueIn(observation.ecs);
  const revision = ecs && primaryOf(ecs)?.taskDefinition;
  const registered = itemsOf(observation.targetGroups).flatMap(({ targets }) => targets);
  const original = itemsOf(observation.tasks).find(
    (task) => isRunning(task) && isSound(evidence, task) && registered.some((target) => isTargetOf(task, target)),
  );
  if (revision === undefined || original === undefined || cannotStart(evidence, revision)) return undefined;
  const started = withCopy(evidence, original, {
    task: {
      taskDefinition: revision,
      healthStatus: 'UNKNOWN',
      createdAt: now - 40 * SECOND,
      startedAt: now - 5 * SECOND,
    },
    target: {
      state: 'initial',
      reason: 'Elb.InitialHealthChecking',
      description: 'Initial health checks in progress',
      isAnomalous: false,
    },
  });
  return withCounts(started, revision, { desired: 0, running: 1 });
};

/** The desired count is then a step of the medic's own attempt. */
const isBeingTreated = ({ history: { incident } }: Evidence): boolean => hasPending(incident);

/** One task more is desired, and one more serves, just as another one does. */
export const withHealthyTask = (evidence: Evidence): Evidence | undefined => {
  const original = servingTasks(evidence.observation).find((task) => isSound(evidence, task));
  const desired = valueIn(evidence.observation.ecs)?.desiredCount ?? 0;
  if (original === undefined || desired === 0 || isBeingTreated(evidence)) return undefined;
  if (changesShare(evidence)) return undefined;
  const added = withPart(withCopy(evidence, original, { task: {}, target: {} }), 'taskProbes', (probes) => [
    ...probes,
    ...probes.filter(({ taskId }) => taskId === original.id).map((probe) => ({ ...probe, taskId: NEW_TASK })),
  ]);
  return withCounts(added, original.taskDefinition, { desired: 1, running: 1 });
};

/** Faults show by comparison. Where so many tasks still serve afterwards, the leaving one takes no comparison with it. */
const ENOUGH_TO_COMPARE = 3;

/** One task less is desired, and ECS has stopped one that served. Its process did not end before it was killed. */
export const withScaleIn = (evidence: Evidence): Evidence | undefined => {
  const { observation } = evidence;
  const ecs = valueIn(observation.ecs);
  const [leaving, ...others] = servingTasks(observation)
    .filter((task) => isSound(evidence, task))
    .toReversed();
  if (ecs === undefined || leaving === undefined || others.length < ENOUGH_TO_COMPARE) return undefined;
  if (ecs.desiredCount < 2 || observation.stoppedTasks.state !== 'observed' || isBeingTreated(evidence))
    return undefined;
  const draining = (target: Target): Target => ({
    ...target,
    state: 'draining',
    reason: 'Target.DeregistrationInProgress',
  });
  let changed = withPart(evidence, 'tasks', (tasks) => tasks.filter((task) => task !== leaving));
  changed = withPart(changed, 'taskProbes', (probes) => probes.filter(({ taskId }) => taskId !== leaving.id));
  changed = withPart(changed, 'stoppedTasks', (stopped) => [stoppedByScaleIn(leaving, evidence), ...stopped]);
  changed = withPart(changed, 'targetGroups', (groups) =>
    groups.map((group) => ({
      ...group,
      targets: group.targets.map((target) => (isTargetOf(leaving, target) ? draining(target) : target)),
    })),
  );
  return withCounts(changed, leaving.taskDefinition, { desired: -1, running: -1 });
};

const stoppedByScaleIn = (task: Task, { now }: Evidence): StoppedTask => ({
  id: task.id,
  arn: task.arn,
  taskDefinition: task.taskDefinition,
  createdAt: task.createdAt,
  ...(task.startedAt !== undefined && { startedAt: task.startedAt }),
  stoppedAt: now - 20 * SECOND,
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/9223370527463563712)',
  containers: task.containers.map(({ name }) => ({ name, exitCode: 137 })),
});
