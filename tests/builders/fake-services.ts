import { type MemoryStores, memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import type { Alert } from '#shared/domain/model/alert.ts';
import type { EcsService, Release, StoppedTask, Task, Traffic, Utilisation } from '#shared/domain/model/observation.ts';
import type {
  Alarm,
  Change,
  LogLines,
  MetricHistory,
  ScalingLimits,
} from '#shared/domain/model/operational-context.ts';
import { observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { Check } from '#shared/ports/messaging.ts';
import type { BalancedTargetGroup, ProbeRequest } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import type { JournalEntry } from '#shared/ports/stores.ts';
import { aPolicy } from './a-policy.ts';
import { NOW } from './constants.ts';
import { aService, aTargetGroup, aTask, aTaskDefinition, someTraffic } from './parts.ts';

/** What the outside answers; a test changes what it is about, also between calls. */
export interface Outside {
  now: Instant;
  ecs: Part<EcsService>;
  tasks: Part<readonly Task[]>;
  stoppedTasks: Part<readonly StoppedTask[]>;
  releases: Part<readonly Release[]>;
  targetGroups: Part<BalancedTargetGroup>;
  traffic: Part<Traffic>;
  utilisation: Part<Utilisation>;
  history: Part<MetricHistory>;
  alarms: Part<readonly Alarm[]>;
  taskDefinition: Part<TaskDefinition>;
  scaling: Part<ScalingLimits>;
  logs: Part<LogLines>;
  changes: Part<readonly Change[]>;
  /** Tasks that answer their health check and no work. */
  hung: readonly string[];
  /** Dependencies that do not answer. */
  down: readonly string[];
}

/** What was done to the outside, in order, and what was sent to whom. */
export interface Done {
  readonly calls: string[];
  readonly checks: { readonly check: Check; readonly delaySeconds: number }[];
  readonly alerts: Alert[];
  readonly started: string[];
  readonly journal: JournalEntry[];
  readonly probed: ProbeRequest[];
}

export interface FakeServices {
  readonly services: Services;
  readonly outside: Outside;
  readonly done: Done;
  readonly stores: MemoryStores;
}

const wellOutside = (): Outside => ({
  now: NOW,
  ecs: observed(NOW, aService()),
  tasks: observed(
    NOW,
    [1, 2, 3, 4].map((number) => aTask(number)),
  ),
  stoppedTasks: observed(NOW, []),
  releases: observed(NOW, []),
  targetGroups: observed(NOW, aTargetGroup()),
  traffic: observed(NOW, someTraffic()),
  utilisation: observed(NOW, { cpu: 0.3, memory: 0.4 }),
  history: observed(NOW, { cpu: [], memory: [], requests: [], failed: [], latencyP95Ms: [] }),
  alarms: observed(NOW, []),
  taskDefinition: observed(NOW, aTaskDefinition()),
  scaling: observed(NOW, { minimum: 2, maximum: 8, scaleOutSuspended: false }),
  logs: observed(NOW, { from: NOW - 10 * MINUTE, lines: [], isCut: false }),
  changes: observed(NOW, []),
  hung: [],
  down: [],
});

/** All services, around one stateful outside that is well until a test says otherwise. The stores are the real ones, in memory. */
export const fakeServices = (
  given: Partial<Outside> & { readonly policies?: readonly ServicePolicy[] } = {},
): FakeServices => {
  const { policies = [aPolicy()], ...rest } = given;
  const outside: Outside = { ...wellOutside(), ...rest };
  const done: Done = { calls: [], checks: [], alerts: [], started: [], journal: [], probed: [] };
  const stores = memoryStores();
  const services: Services = {
    ...stores,
    journal: {
      append: async (entry) => {
        done.journal.push(entry);
        await stores.journal.append(entry);
      },
    },
    policies,
    clock: { now: () => outside.now },
    ids: { next: () => 'id-1' },
    ...readers(outside, done),
    ...controls(done),
    checks: { send: async (checks) => void done.checks.push(...checks) },
    recovery: { start: async ({ id }) => void done.started.push(id) },
    alerts: { publish: async (alert) => void done.alerts.push(alert) },
    network: { get: async () => ({ status: 200 }), connect: async () => {}, resolve: async () => {} },
  };
  return { services, outside, done, stores };
};

type Readers = Pick<
  Services,
  'ecs' | 'targetGroups' | 'metrics' | 'alarms' | 'scaling' | 'logs' | 'changes' | 'prober'
>;

const readers = (outside: Outside, done: Done): Readers => ({
  ecs: {
    services: async (policies) => forAll(policies, outside.ecs, done, 'services'),
    runningTasks: async (policies) => forAll(policies, outside.tasks, done, 'runningTasks'),
    stoppedTasks: async (policies) => forAll(policies, outside.stoppedTasks, done, 'stoppedTasks'),
    releases: async (policies) => forAll(policies, outside.releases, done, 'releases'),
    taskDefinitions: async (arns) => {
      done.calls.push('taskDefinitions');
      return new Map(arns.map((arn) => [arn, outside.taskDefinition]));
    },
  },
  targetGroups: {
    read: async (arns) => {
      done.calls.push('targetGroups');
      return new Map(arns.map((arn) => [arn, outside.targetGroups]));
    },
  },
  metrics: {
    read: async (requests) => {
      done.calls.push('metrics');
      const { traffic, utilisation, history } = outside;
      return new Map(requests.map(({ policy }) => [policy.name, { traffic, utilisation, history }]));
    },
  },
  alarms: {
    firing: async () => {
      done.calls.push('alarms');
      return outside.alarms;
    },
  },
  scaling: { limits: async (policies) => forAll(policies, outside.scaling, done, 'scaling') },
  logs: {
    read: async (requests) =>
      forAll(
        requests.map(({ policy }) => policy),
        outside.logs,
        done,
        'logs',
      ),
  },
  changes: { recent: async (policies) => forAll(policies, outside.changes, done, 'changes') },
  prober: {
    probe: async (request) => {
      done.probed.push(request);
      return {
        tasks: observed(outside.now, request.tasks.map(probeOf(outside))),
        dependencies: observed(outside.now, request.dependencies.map(signOf(outside))),
      };
    },
  },
});

const forAll = <T>(policies: readonly ServicePolicy[], part: Part<T>, done: Done, call: string) => {
  done.calls.push(call);
  return new Map(policies.map(({ name }) => [name, part]));
};

const probeOf =
  ({ now, hung }: Outside) =>
  ({ taskId }: { readonly taskId: string }) =>
    hung.includes(taskId)
      ? { taskId, outcome: 'timeout' as const, latencyMs: 1_000, at: now }
      : { taskId, outcome: 'ok' as const, status: 200, latencyMs: 20, at: now };

const signOf =
  ({ now, down }: Outside) =>
  ({ name }: { readonly name: string }) =>
    down.includes(name)
      ? { dependency: name, ok: false, latencyMs: 1_000, error: 'timeout', at: now }
      : { dependency: name, ok: true, latencyMs: 2, at: now };

const controls = (done: Done): Pick<Services, 'tasks' | 'capacity' | 'releases'> => ({
  tasks: {
    protect: async (_cluster, arns, minutes) =>
      void done.calls.push(`protect ${arns.map(idOf).join(' ')} for ${minutes} min`),
    unprotect: async (_cluster, arns) => void done.calls.push(`unprotect ${arns.map(idOf).join(' ')}`),
  },
  capacity: { setDesiredCount: async (_service, count) => void done.calls.push(`desired ${count}`) },
  releases: {
    stopDeployment: async (arn) => void done.calls.push(`stop deployment ${arn}`),
    deploy: async (_service, taskDefinition) => void done.calls.push(`deploy ${idOf(taskDefinition)}`),
  },
});

const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
