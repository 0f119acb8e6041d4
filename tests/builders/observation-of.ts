import { EMPTY_BASELINE } from '#shared/domain/model/baseline.ts';
import type { EcsService, Observation, Target, Task } from '#shared/domain/model/observation.ts';
import { type Missing, missing, observed } from '#shared/domain/model/part.ts';
import type { TaskProbe } from '#shared/domain/model/probe.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { OLDER_REVISION } from './constants.ts';
import { aMetricHistory } from './metrics.ts';
import {
  aBreaker,
  aDependencyProbe,
  aDeployment,
  anOlderRelease,
  aRelease,
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskDefinition,
  aTaskProbe,
  numbersTo,
  someTraffic,
} from './parts.ts';
import type { PartName, ServiceState } from './service-state.ts';

/** The observation at `at` of a service in this state. */
export const observationOf = (state: ServiceState, at: Instant): Observation => ({
  service: 'registry',
  at,
  ecs: observed(at, ecsOf(state)),
  tasks: observed(at, tasksOf(state, at)),
  stoppedTasks: observed(
    at,
    (state.stopped ?? []).map((task, index) => aStoppedTask({ ...numbered(index), ...task })),
  ),
  targetGroups: observed(at, state.targetGroups ?? [aTargetGroup({ targets: targetsOf(state) })]),
  taskProbes: observed(at, state.probes ?? running(state).map((number) => probeOf(state, number, at))),
  releases: observed(at, state.releases ?? [aRelease(), anOlderRelease()]),
  switches: observed(at, state.switches ?? []),
  fleet: observed(at, state.fleet ?? { services: 12, unhealthy: 1 }),
  ...metricsOf(state, at),
  ...dependenciesOf(state, at),
  ...detailsOf(state, at),
  baseline: observed(at, { ...EMPTY_BASELINE, ...state.baseline }),
  previous: state.previous ?? [],
  ...missingParts(state.missing ?? {}),
  ...state.parts,
});

/** Every stopped task has an ARN of its own, as in ECS. */
const numbered = (index: number) =>
  index === 0 ? {} : { id: `task-0-${index}`, arn: `${aStoppedTask().arn}-${index}` };

const running = ({ tasks = 4 }: ServiceState): readonly number[] =>
  typeof tasks === 'number' ? numbersTo(tasks) : tasks;

const ecsOf = (state: ServiceState): EcsService =>
  aService({
    desiredCount: state.desired ?? 4,
    ...(state.deployments && { deployments: state.deployments.map((deployment) => aDeployment(deployment)) }),
    ...(state.events && { events: state.events }),
    ...state.ecs,
  });

const tasksOf = (state: ServiceState, at: Instant): readonly Task[] => [
  ...running(state).map((number) => taskOf(state, number, state.initial?.includes(number) ? newSince(at) : {})),
  ...(state.starting ?? []).map((number) => startingTaskOf(state, number, at)),
];

/** A task that waits for its first health check has just started. */
const newSince = (at: Instant): Partial<Task> => ({ createdAt: at - 50 * SECOND, startedAt: at - 20 * SECOND });

const startingTaskOf = (state: ServiceState, number: number, at: Instant): Task => {
  const { startedAt: _, ...task } = taskOf(state, number, { lastStatus: 'PENDING', createdAt: at });
  return task;
};

const taskOf = (state: ServiceState, number: number, given: Partial<Task> = {}): Task =>
  aTask(number, {
    ...given,
    ...(state.older?.includes(number) && { taskDefinition: OLDER_REVISION }),
    ...zoneOf(state, number),
    ...state.task?.[number],
  });

const zoneOf = ({ zones = {} }: ServiceState, number: number): Partial<Pick<Task, 'availabilityZone'>> => {
  const zone = Object.keys(zones).find((name) => zones[name]?.includes(number));
  return zone === undefined ? {} : { availabilityZone: zone };
};

const targetsOf = (state: ServiceState): readonly Target[] =>
  state.targets ??
  running(state).map((number) =>
    aTarget(number, {
      ...(state.initial?.includes(number) && { state: 'initial' }),
      ...(state.unhealthy?.includes(number) && { state: 'unhealthy', reason: 'Target.Timeout' }),
      ...zoneOf(state, number),
      ...state.target?.[number],
    }),
  );

const probeOf = (state: ServiceState, number: number, at: Instant): TaskProbe =>
  aTaskProbe(number, {
    at,
    ...(state.hung?.includes(number) && { outcome: 'timeout', latencyMs: 1_000 }),
    ...state.probe?.[number],
  });

const metricsOf = (state: ServiceState, at: Instant) => ({
  traffic: observed(at, someTraffic(state.traffic)),
  utilisation: observed(at, state.utilisation ?? { cpu: 0.3, memory: 0.4 }),
  history: observed(at, aMetricHistory(state.metrics, state.newestMinute)),
  alarms: observed(at, state.alarms ?? []),
});

const dependenciesOf = (state: ServiceState, at: Instant) => {
  const { down = [], dependency = {}, breaker = {} } = state;
  const names = new Set(['database', 'discovery', ...down, ...Object.keys(dependency)]);
  const probe = (name: string) =>
    aDependencyProbe(name, { at, ...(down.includes(name) && { ok: false }), ...dependency[name] });
  return {
    dependencies: observed(at, state.dependencies ?? [...names].map(probe)),
    breakers: observed(at, state.breakers ?? [aBreaker(typeof breaker === 'string' ? { state: breaker } : breaker)]),
  };
};

const NOT_ASKED = missing('not-asked', 'nothing was found wrong');

/** The details, which are read only once something is found wrong. */
const detailsOf = (
  { containerInstances, rollBackTargets, taskDefinition, scaling, routing, logs, changes }: ServiceState,
  at: Instant,
) => ({
  containerInstances: containerInstances ? observed(at, containerInstances) : NOT_ASKED,
  rollBackTargets: rollBackTargets ? observed(at, rollBackTargets) : NOT_ASKED,
  taskDefinition: taskDefinition ? observed(at, aTaskDefinition(taskDefinition)) : NOT_ASKED,
  scaling: scaling
    ? observed(at, { minimum: 2, maximum: 8, scaleOutSuspended: false, activities: [], ...scaling })
    : NOT_ASKED,
  routing: routing ? observed(at, { rules: routing }) : NOT_ASKED,
  logs: logs ? observed(at, { from: at - 10 * MINUTE, lines: [], isCut: false, ...logs }) : NOT_ASKED,
  changes: changes ? observed(at, changes) : NOT_ASKED,
});

const missingParts = (parts: NonNullable<ServiceState['missing']>): Partial<Record<PartName, Missing>> =>
  Object.fromEntries(
    Object.entries(parts).map(([part, why]) => [part, typeof why === 'string' ? missing(why, why) : why]),
  );
