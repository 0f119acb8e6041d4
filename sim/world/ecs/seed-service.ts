import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { type BreakerRecords, createBreakerInstance } from '../application/breaker-records.ts';
import { elbArn, serviceArn } from '../arns.ts';
import { emptyTally } from '../load-balancer/traffic-tally.ts';
import type { Deployment, ServiceState, TargetGroup, Task, WorldState } from '../state.ts';
import { placeTask } from './place-task.ts';
import { seedDeployment, seedServiceDeployments } from './seed-releases.ts';
import type { WorldServiceSpec } from './service-spec.ts';

/** Creates a service in a steady state: all its releases succeeded, and its tasks run and are healthy. */
export const seedService = (world: WorldState, spec: WorldServiceSpec, breakers: BreakerRecords): ServiceState => {
  const now = world.clock.now();
  const deployments = spec.releases.map((release) => seedDeployment(world, spec, release));
  const live = deployments.at(-1);
  if (!live) throw new Error(`service ${spec.name} has no release; list at least one in its spec`);
  const service: ServiceState = {
    spec,
    name: spec.name,
    arn: serviceArn(world, world.cluster.name, spec.name),
    createdAt: deployments[0]?.createdAt ?? now,
    targetGroup: seedTargetGroup(world, spec),
    deployments: [live],
    serviceDeployments: [...seedServiceDeployments(world, spec, deployments)].reverse(),
    events: [],
    logs: [],
    desiredCount: spec.desiredCount,
    configuredCount: spec.desiredCount,
    failedStarts: 0,
    startsPausedUntil: 0,
    steadySince: now,
    steadyLoggedAt: now,
    breaker: spec.breaker && createBreakerInstance(spec.breaker.name, { ...spec.breaker, records: breakers, now }),
    traffic: emptyTally(Math.floor(now / MINUTE) * MINUTE),
    demand: 1,
  };
  for (let count = 0; count < spec.desiredCount; count += 1) seedTask(world, service, live);
  return service;
};

const seedTargetGroup = (world: WorldState, spec: WorldServiceSpec): TargetGroup => {
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

/** Creates a healthy task that has run since its deployment. */
const seedTask = (world: WorldState, service: ServiceState, deployment: Deployment): void => {
  const { spec } = service;
  const startedAt = deployment.createdAt + MINUTE;
  const task: Task = {
    ...placeTask(world, service, deployment),
    createdAt: startedAt - 30 * SECOND,
    connectivityAt: startedAt - 21 * SECOND,
    pullStartedAt: startedAt - 15 * SECOND,
    pullStoppedAt: startedAt - 6 * SECOND,
    startedAt,
    answersFrom: startedAt + Math.round(spec.bootSeconds.high * SECOND),
    lastStatus: 'RUNNING',
    version: 4,
    hasBeenHealthy: true,
  };
  task.load.requestsPerSecond = spec.requestsPerSecond / spec.desiredCount;
  world.tasks.set(task.id, task);
  seedTarget(world, service, task);
};

const seedTarget = (world: WorldState, { spec, targetGroup }: ServiceState, task: Task): void => {
  const { intervalSeconds, healthyThreshold } = spec.healthCheck;
  targetGroup.targets.set(task.id, {
    taskId: task.id,
    ip: task.ip,
    port: spec.containerPort,
    zone: task.zone.name,
    state: 'healthy',
    nextCheckAt: world.clock.now() + Math.round(world.random.between(0, intervalSeconds) * SECOND),
    passes: healthyThreshold,
    failures: 0,
  });
};
