import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { type BreakerRecords, createBreakerInstance } from '../application/breaker-records.ts';
import { elbArn, serviceArn, serviceDeploymentArn } from '../arns.ts';
import { emptyTally } from '../load-balancer/traffic-tally.ts';
import type {
  Deployment,
  ServiceDeployment,
  ServiceRevision,
  ServiceState,
  TargetGroup,
  Task,
  WorldState,
} from '../state.ts';
import { createDeployment, createRevision, registerTaskDefinition } from './deployments.ts';
import type { WorldServiceSpec } from './service-spec.ts';
import { createTask } from './tasks.ts';

/** How long the releases of the past took to roll out. */
const PAST_ROLLOUT_MS = 4 * MINUTE;

/** A service that has been there for long: its releases all succeeded, its tasks run and are healthy. */
export const seedService = (world: WorldState, spec: WorldServiceSpec, breakers: BreakerRecords): ServiceState => {
  const now = world.clock.now();
  const releases = spec.releases.map((release) => pastRelease(world, spec, release));
  const live = releases.at(-1);
  if (!live) throw new Error(`service ${spec.name} has no release; give it at least one`);
  const service: ServiceState = {
    spec,
    name: spec.name,
    arn: serviceArn(world, world.cluster.name, spec.name),
    createdAt: releases[0]?.deployment.createdAt ?? now,
    targetGroup: foundTargetGroup(world, spec),
    deployments: [live.deployment],
    serviceDeployments: pastServiceDeployments(world, spec, releases).reverse(),
    events: [],
    logs: [],
    desiredCount: spec.desiredCount,
    failedStarts: 0,
    startsPausedUntil: 0,
    steadySince: now,
    steadySaidAt: now,
    breaker: spec.breaker && createBreakerInstance(spec.breaker.name, { ...spec.breaker, records: breakers, now }),
    traffic: emptyTally(Math.floor(now / MINUTE) * MINUTE),
    demand: 1,
  };
  for (let count = 0; count < spec.desiredCount; count += 1) foundTask(world, service, live.deployment);
  return service;
};

interface PastRelease {
  readonly revision: ServiceRevision;
  readonly deployment: Deployment;
}

const pastRelease = (
  world: WorldState,
  spec: WorldServiceSpec,
  { revision: number, image, ageSeconds }: WorldServiceSpec['releases'][number],
): PastRelease => {
  const createdAt = world.clock.now() - ageSeconds * SECOND;
  const definition = {
    ...registerTaskDefinition(world, { family: spec.name, image, bootSeconds: spec.bootSeconds, revision: number }),
    registeredAt: createdAt - MINUTE,
  };
  world.definitions.set(definition.arn, definition);
  const revision = { ...createRevision(world, spec.name, definition), createdAt };
  const deployment = createDeployment(world, revision);
  return {
    revision,
    deployment: {
      ...deployment,
      createdAt,
      updatedAt: createdAt + PAST_ROLLOUT_MS,
      rolloutState: 'COMPLETED',
      rolloutStateReason: `ECS deployment ${deployment.id} completed.`,
    },
  };
};

/** Oldest first. */
const pastServiceDeployments = (
  world: WorldState,
  spec: WorldServiceSpec,
  releases: readonly PastRelease[],
): ServiceDeployment[] =>
  releases.map(({ revision, deployment }, index) => ({
    arn: serviceDeploymentArn(world, `${world.cluster.name}/${spec.name}`, world.ids.hex(21)),
    deploymentId: deployment.id,
    source: releases[index - 1]?.revision,
    target: revision,
    createdAt: deployment.createdAt,
    startedAt: deployment.createdAt,
    finishedAt: deployment.updatedAt,
    updatedAt: deployment.updatedAt,
    status: 'SUCCESSFUL',
  }));

const foundTargetGroup = (world: WorldState, spec: WorldServiceSpec): TargetGroup => {
  const targetGroup = `targetgroup/${spec.name}/${world.ids.hex(16)}`;
  const loadBalancer = `app/${spec.name}/${world.ids.hex(16)}`;
  return {
    name: spec.name,
    arn: elbArn(world, targetGroup),
    metricName: targetGroup,
    loadBalancer: { name: spec.name, arn: elbArn(world, `loadbalancer/${loadBalancer}`), metricName: loadBalancer },
    healthCheck: spec.healthCheck,
    deregistrationDelaySeconds: spec.deregistrationDelaySeconds,
    targets: new Map(),
  };
};

/** A task that came up with its deployment and has run since. */
const foundTask = (world: WorldState, service: ServiceState, deployment: Deployment): Task => {
  const { spec } = service;
  const { healthCheck, bootSeconds } = spec;
  const startedAt = deployment.createdAt + MINUTE;
  const created = createTask(world, service, deployment);
  const task: Task = {
    ...created,
    createdAt: startedAt - 30 * SECOND,
    connectivityAt: startedAt - 21 * SECOND,
    pullStartedAt: startedAt - 15 * SECOND,
    pullStoppedAt: startedAt - 6 * SECOND,
    startedAt,
    answersFrom: startedAt + Math.round(bootSeconds.high * SECOND),
    lastStatus: 'RUNNING',
    version: 4,
    provenHealthy: true,
  };
  task.load.requestsPerSecond = spec.requestsPerSecond / spec.desiredCount;
  world.tasks.set(task.id, task);
  service.targetGroup.targets.set(task.id, {
    taskId: task.id,
    ip: task.ip,
    port: service.spec.containerPort,
    zone: task.zone.name,
    state: 'healthy',
    nextCheckAt: world.clock.now() + Math.round(world.random.between(0, healthCheck.intervalSeconds) * SECOND),
    passes: healthCheck.healthyThreshold,
    failures: 0,
  });
  return task;
};
