import { type MemoryStores, memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import type { Alert } from '#shared/domain/model/alert.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { ScalingActivity } from '#shared/domain/model/operational-context.ts';
import { observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Check } from '#shared/ports/messaging.ts';
import type { BalancedTargetGroup, ProbeRequest } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import type { JournalEntry } from '#shared/ports/stores.ts';
import { aPolicy } from './a-policy.ts';
import { NOW } from './constants.ts';
import { service } from './given.ts';
import { aTargetGroup } from './parts.ts';
import type { PartName } from './service-state.ts';

/** The parts of an observation that AWS answers as they are; the stores, the prober and the policies give the others. */
type Answer = Exclude<
  PartName,
  'targetGroups' | 'taskProbes' | 'dependencies' | 'breakers' | 'switches' | 'fleet' | 'baseline'
>;

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** The answers of AWS and the applications. A test changes them, also between calls. */
export interface Outside extends Mutable<Pick<Observation, Answer>> {
  now: Instant;
  targetGroups: Part<BalancedTargetGroup>;
  /** Ids of tasks that let their work probe time out. */
  hung: readonly string[];
  /** Names of dependencies that do not answer. */
  down: readonly string[];
}

/** The calls that changed something, in order, and the messages that were sent. */
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

/** The answers about a healthy service, details included. */
const healthyOutside = (): Outside => ({
  ...service({ releases: [], taskDefinition: {}, scaling: {}, routing: [], logs: {}, changes: [] }),
  now: NOW,
  targetGroups: observed(NOW, aTargetGroup()),
  hung: [],
  down: [],
});

/** All services over one stateful outside, healthy until a test changes it. The stores are those of production, in memory. */
export const fakeServices = (
  given: Partial<Outside> & { readonly policies?: readonly ServicePolicy[] } = {},
): FakeServices => {
  const { policies = [aPolicy()], ...rest } = given;
  const outside: Outside = { ...healthyOutside(), ...rest };
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
    containerInstances: async (requests) =>
      forAll(
        requests.map(({ policy }) => policy),
        outside.containerInstances,
        done,
        'containerInstances',
      ),
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
    routing: async () => {
      done.calls.push('routing');
      return outside.routing;
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
  scaling: {
    limits: async (policies) => forAll(policies, outside.scaling, done, 'scaling'),
    activities: async (policies) => forAll(policies, activitiesIn(outside), done, 'activities'),
  },
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

const activitiesIn = ({ scaling }: Outside): Part<readonly ScalingActivity[]> =>
  scaling.state === 'observed' ? observed(scaling.at, scaling.value.activities) : scaling;

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
