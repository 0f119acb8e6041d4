import { SECOND } from '#shared/domain/model/time.ts';
import { type Answer, outcomes } from '../application/application.ts';
import type { ServiceState, Target, TargetGroup, Task, WorldState } from '../state.ts';

/** Adds a task to its service's target group. Checks begin a moment later. */
export const registerTarget = (world: WorldState, service: ServiceState, task: Task): void => {
  const { low, high } = world.constants.targetRegistrationSeconds;
  service.targetGroup.targets.set(task.id, {
    taskId: task.id,
    ip: task.ip,
    port: service.spec.containerPort,
    zone: task.zone.name,
    state: 'initial',
    reason: 'Elb.RegistrationInProgress',
    description: 'Target registration is in progress',
    nextCheckAt: world.clock.now() + Math.round(world.random.between(low, high) * SECOND),
    passes: 0,
    failures: 0,
  });
};

/** Begins to drain a target; it gets no new requests from now on. Answers whether there was one to drain. */
export const deregisterTarget = (
  world: WorldState,
  { targets, deregistrationDelaySeconds }: TargetGroup,
  taskId: string,
): boolean => {
  const target = targets.get(taskId);
  if (!target || target.state === 'draining') return false;
  moveTo(target, 'draining', {
    reason: 'Target.DeregistrationInProgress',
    description: 'Target deregistration is in progress',
  });
  world.clock.after(deregistrationDelaySeconds * SECOND, () => targets.delete(taskId));
  return true;
};

/**
 * The targets that get requests: the healthy ones. When there is none, all that are registered (fail-open); an empty
 * answer means that users get 503. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export const routableTargets = ({ targets }: TargetGroup): readonly Target[] => {
  const registered = [...targets.values()].filter(({ state }) => state !== 'draining');
  const healthy = registered.filter(({ state }) => state === 'healthy');
  return healthy.length > 0 ? healthy : registered;
};

/** Carries out every health check that is due. */
export const checkTargets = (world: WorldState, { targetGroup }: ServiceState): void => {
  const now = world.clock.now();
  for (const target of targetGroup.targets.values()) {
    if (target.state === 'draining' || target.nextCheckAt > now) continue;
    target.nextCheckAt = now + targetGroup.healthCheck.intervalSeconds * SECOND;
    judge(world, targetGroup, target);
  }
};

interface Failure {
  readonly reason: string;
  readonly description: string;
}

const judge = (world: WorldState, group: TargetGroup, target: Target): void => {
  const failure = check(world, group, target);
  if (failure) countFailure(group, target, failure);
  else countPass(world, group, target);
};

const countPass = (world: WorldState, { healthCheck }: TargetGroup, target: Target): void => {
  target.failures = 0;
  target.passes += 1;
  const needed = target.state === 'initial' ? world.constants.newTargetPassingChecks : healthCheck.healthyThreshold;
  if (target.state !== 'healthy' && target.passes >= needed) moveTo(target, 'healthy');
};

const countFailure = ({ healthCheck }: TargetGroup, target: Target, failure: Failure): void => {
  target.passes = 0;
  target.failures += 1;
  if (target.failures >= healthCheck.unhealthyThreshold) moveTo(target, 'unhealthy', failure);
  else if (target.state === 'initial') {
    moveTo(target, 'initial', {
      reason: 'Elb.InitialHealthChecking',
      description: 'Initial health checks in progress',
    });
  }
};

const moveTo = (target: Target, state: Target['state'], why?: Failure): void => {
  target.state = state;
  delete target.reason;
  delete target.description;
  if (why) Object.assign(target, why);
};

/** One health check: `undefined` when it passed. The health path has one outcome at a time, so no chance is involved. */
const check = (world: WorldState, { healthCheck }: TargetGroup, target: Target): Failure | undefined => {
  const task = world.tasks.get(target.taskId);
  const answer: Answer = (task && outcomes(world, task, healthCheck.path)[0]?.answer) ?? { kind: 'refused' };
  switch (answer.kind) {
    case 'refused':
      return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
    case 'hang':
      return { reason: 'Target.Timeout', description: 'Request timed out' };
    case 'answer':
      if (answer.status === 200) return undefined;
      return {
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${answer.status}]`,
      };
  }
};
