import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { outcomes } from '../application/application.ts';
import { logRequests } from '../application/application-log.ts';
import type { Outcome } from '../application/outcome.ts';
import type { BreakerCalls } from '../application/shared-breaker.ts';
import { publishMinute } from '../metrics/metrics.ts';
import type { ServiceState, Target, WorldState } from '../state.ts';
import { routableTargets } from './target-group.ts';
import { addSample, emptyMinute } from './traffic-tally.ts';

/** Results of one second, over all targets. */
interface SecondTally {
  failed: number;
  calls: number;
  failures: number;
}

/** Sends one second of user requests, spread evenly over the routable targets. Returns the results of the calls through the shared breaker. */
export const tickTraffic = (world: WorldState, service: ServiceState): BreakerCalls => {
  publishFinishedMinute(world, service);
  sampleHosts(service);
  const requests = world.random.poisson(service.spec.requestsPerSecond * service.demand * world.constants.tickSeconds);
  const targets = routableTargets(service.targetGroup);
  const second: SecondTally = { failed: 0, calls: 0, failures: 0 };
  if (targets.length === 0) rejectAll(service, requests, second);
  else
    spread(world, requests, targets.length).forEach((share, index) => {
      const target = targets[index];
      if (target) send(world, service, target, { requests: share, second });
    });
  count(service, requests, second.failed);
  return second;
};

const publishFinishedMinute = (world: WorldState, service: ServiceState): void => {
  const { traffic } = service;
  const minuteStart = Math.floor(world.clock.now() / MINUTE) * MINUTE;
  if (minuteStart === traffic.minuteStart) return;
  publishMinute(world, service, { start: traffic.minuteStart, tally: traffic.minute });
  traffic.minuteStart = minuteStart;
  traffic.minute = emptyMinute();
};

const sampleHosts = ({ targetGroup, traffic }: ServiceState): void => {
  const states = [...targetGroup.targets.values()].map(({ state }) => state).filter((state) => state !== 'draining');
  if (states.length === 0) return;
  const healthy = states.filter((state) => state === 'healthy').length;
  const { minute } = traffic;
  minute.healthyHosts = addSample(minute.healthyHosts, healthy);
  minute.unhealthyHosts = addSample(minute.unhealthyHosts, states.filter((state) => state === 'unhealthy').length);
};

/** Distributes requests round robin; a random target is the first to get one of the remainder. */
const spread = (world: WorldState, requests: number, targets: number): readonly number[] => {
  const each = Math.floor(requests / targets);
  const remainder = requests % targets;
  const first = world.random.integer(0, targets - 1);
  return Array.from(
    { length: targets },
    (_, index) => each + ((index - first + targets) % targets < remainder ? 1 : 0),
  );
};

const rejectAll = ({ traffic }: ServiceState, requests: number, second: SecondTally): void => {
  traffic.minute.elb503 += requests;
  second.failed += requests;
};

interface Batch {
  readonly requests: number;
  readonly second: SecondTally;
}

const send = (world: WorldState, service: ServiceState, target: Target, { requests, second }: Batch): void => {
  const task = world.tasks.get(target.taskId);
  if (!task || requests === 0) return;
  service.traffic.minute.requests += requests;
  task.load.arrived += requests;
  let left = requests;
  let shareLeft = 1;
  for (const outcome of outcomes(world, task, service.spec.workPath)) {
    const drawn = outcome.share >= shareLeft ? left : world.random.binomial(left, outcome.share / shareLeft);
    left -= drawn;
    shareLeft -= outcome.share;
    if (drawn === 0) continue;
    record(world, service, outcome, { requests: drawn, second });
    logRequests(world, service, task, outcome);
  }
};

const record = (
  world: WorldState,
  { traffic }: ServiceState,
  { answer, breaker }: Outcome,
  { requests, second }: Batch,
): void => {
  if (breaker) second.calls += requests;
  if (breaker === 'failed') second.failures += requests;
  if (answer.kind !== 'answer' || answer.status >= 500) second.failed += requests;
  const { minute } = traffic;
  switch (answer.kind) {
    case 'refused':
      minute.elb502 += requests;
      minute.connectionErrors += requests;
      return;
    case 'hang':
      world.clock.after(world.constants.idleTimeoutSeconds * SECOND, () => {
        traffic.minute.elb504 += requests;
      });
      return;
    case 'answer':
      if (answer.status >= 500) minute.target5xx += requests;
      else if (answer.status >= 400) minute.target4xx += requests;
      else minute.target2xx += requests;
      minute.latencies.set(answer.latencyMs, (minute.latencies.get(answer.latencyMs) ?? 0) + requests);
  }
};

const count = ({ traffic }: ServiceState, requests: number, failed: number): void => {
  const { total, failed: failedBefore } = traffic.counters;
  traffic.counters = { total: total + requests, failed: failedBefore + failed, lastSecond: { requests, failed } };
};
