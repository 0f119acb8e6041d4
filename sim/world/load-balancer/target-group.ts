import { SECOND } from '#shared/domain/model/time.ts';
import { outcomes } from '../application/application.ts';
import type { Answer } from '../application/outcome.ts';
import { drawMs } from '../draw-duration.ts';
import type { ServiceState, Target, TargetGroup, Task, WorldState } from '../state.ts';

/** Registers a task with its service's target group. Health checks begin a moment later. */
export const registerTarget = (world: WorldState, service: ServiceState, task: Task): void => {
  service.targetGroup.targets.set(task.id, {
    taskId: task.id,
    ip: task.ip,
    port: service.spec.containerPort,
    zone: task.zone.name,
    state: 'initial',
    reason: 'Elb.RegistrationInProgress',
    description: 'Target registration is in progress',
    nextCheckAt: world.clock.now() + drawMs(world, world.constants.targetRegistrationSeconds),
    passes: 0,
    failures: 0,
  });
};

/** Starts to drain a target, which gets no new requests from now on. Returns false if there is none to drain. */
export const deregisterTarget = (
  world: WorldState,
  { targets, deregistrationDelaySeconds }: TargetGroup,
  taskId: string,
): boolean => {
  const target = targets.get(taskId);
  if (!target || target.state === 'draining') return false;
  setState(target, 'draining', {
    reason: 'Target.DeregistrationInProgress',
    description: 'Target deregistration is in progress',
  });
  world.clock.after(deregistrationDelaySeconds * SECOND, () => targets.delete(taskId));
  return true;
};

/**
 * Lists the targets that get requests: the healthy ones or, without any, all registered ones (fail-open). Users get 503 when the
 * list is empty. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export const routableTargets = ({ targets }: TargetGroup): readonly Target[] => {
  const registered = [...targets.values()].filter(({ state }) => state !== 'draining');
  const healthy = registered.filter(({ state }) => state === 'healthy');
  return healthy.length > 0 ? healthy : registered;
};

/** Runs every health check that is due. */
export const checkTargets = (world: WorldState, { targetGroup }: ServiceState): void => {
  const now = world.clock.now();
  for (const target of targetGroup.targets.values()) {
    if (target.state === 'draining' || target.nextCheckAt > now) continue;
    target.nextCheckAt = now + targetGroup.healthCheck.intervalSeconds * SECOND;
    const failure = check(world, targetGroup, target);
    if (failure) countFailure(targetGroup, target, failure);
    else countPass(world, targetGroup, target);
  }
};

interface StateReason {
  readonly reason: string;
  readonly description: string;
}

const countPass = (world: WorldState, { healthCheck }: TargetGroup, target: Target): void => {
  target.failures = 0;
  target.passes += 1;
  const needed = target.state === 'initial' ? world.constants.newTargetPassingChecks : healthCheck.healthyThreshold;
  if (target.state !== 'healthy' && target.passes >= needed) setState(target, 'healthy');
};

const countFailure = ({ healthCheck }: TargetGroup, target: Target, failure: StateReason): void => {
  target.passes = 0;
  target.failures += 1;
  if (target.failures >= healthCheck.unhealthyThreshold) setState(target, 'unhealthy', failure);
  else if (target.state === 'initial') {
    setState(target, 'initial', {
      reason: 'Elb.InitialHealthChecking',
      description: 'Initial health checks in progress',
    });
  }
};

const setState = (target: Target, state: Target['state'], reason?: StateReason): void => {
  target.state = state;
  delete target.reason;
  delete target.description;
  if (reason) Object.assign(target, reason);
};

/** Runs one health check and returns its failure. The health path has one outcome at a time, so nothing is drawn. */
const check = (world: WorldState, { healthCheck }: TargetGroup, target: Target): StateReason | undefined => {
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
