// Changes that make a service worse or an action pointless, each with the decisions that it forbids.
import { decide } from '#shared/domain/decide.ts';
import { primaryOf } from '#shared/domain/evidence/releases.ts';
import { isRunning, isServing } from '#shared/domain/evidence/serving-tasks.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import type { MinuteValue } from '#shared/domain/model/operational-context.ts';
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import { isUndoing } from '#shared/domain/model/plan.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { withPart } from './parts.ts';

export interface Worsening {
  readonly name: string;
  /** Answers the worse evidence; undefined where the evidence has no place for the change. */
  readonly change: (evidence: Evidence) => Evidence | undefined;
  readonly forbids: (assessment: Assessment) => boolean;
}

const MINUTES = [9, 8, 7, 6, 5, 4, 3, 2];

/** This share of the requests fails for eight minutes, by answers of the tasks. */
const withErrors = (evidence: Evidence, share: number): Evidence | undefined => {
  const [requests, errors] = [6_000, 6_000 * share];
  const { observation, now } = evidence;
  if (observation.traffic.state !== 'observed' || observation.ecs.state !== 'observed') return undefined;
  const minutes = (value: number): readonly MinuteValue[] => MINUTES.map((age) => ({ at: now - age * MINUTE, value }));
  const failing = withPart(evidence, 'traffic', (traffic) => ({
    ...traffic,
    requests,
    target5xx: errors,
    elb502: 0,
    elb503: 0,
    elb504: 0,
  }));
  return withPart(failing, 'history', (history) => ({
    ...history,
    requests: minutes(requests),
    failed: minutes(errors),
  }));
};

/** Nearly every request fails, although a task serves. The other tasks cannot do that. */
const withMoreErrorsThanTasks = (evidence: Evidence): Evidence | undefined => {
  const running = itemsOf(evidence.observation.tasks).filter(isRunning);
  const isServed = running.length >= 3 && running.some((task) => isServing(evidence.observation, task));
  return isServed ? withErrors(evidence, 0.99) : undefined;
};

/** The load balancer answers a tenth of the requests with 503. A service that is being deleted does so on purpose. */
const withRejections = (evidence: Evidence): Evidence | undefined =>
  evidence.observation.traffic.state === 'observed' && valueIn(evidence.observation.ecs)?.status === 'ACTIVE'
    ? withPart(evidence, 'traffic', (traffic) => ({ ...traffic, requests: 6_000, elb503: 600 }))
    : undefined;

const isSilent = ({ diagnosis: { cause } }: Assessment): boolean =>
  cause === 'none' || cause === 'in-transition' || cause === 'intended';

/** No running task answers its work probe, and each has been running for an hour. */
const withEveryTaskHung = (evidence: Evidence): Evidence | undefined => {
  const { observation, now } = evidence;
  const running = itemsOf(observation.tasks).filter(isRunning);
  if (running.length < 2 || observation.taskProbes.state !== 'observed') return undefined;
  const settled = withPart(evidence, 'tasks', (tasks) =>
    tasks.map((task) => ({ ...task, createdAt: now - 2 * HOUR, startedAt: now - HOUR })),
  );
  return withPart(settled, 'taskProbes', () =>
    running.map(({ id }) => ({ taskId: id, outcome: 'bad-status' as const, status: 500, latencyMs: 9, at: now })),
  );
};

const stopsTask = ({ decision }: Assessment): boolean =>
  decision.kind === 'act' && decision.plan.action === 'stop-task' && decision.plan.step === 'surge';

/** Where one bad task explains everything and would be replaced, a breaker turns out to be open although its dependency answers. */
const withStuckBreaker = (evidence: Evidence): Evidence | undefined => {
  const [breaker] = evidence.policy.breakers;
  const { dependencies, breakers } = evidence.observation;
  if (breaker === undefined || dependencies.state !== 'observed' || breakers.state !== 'observed') return undefined;
  const before = decide(evidence);
  const { candidates, unexplained } = before.diagnosis;
  if (!stopsTask(before) || candidates.length > 1 || unexplained.length > 0) return undefined;
  const at = evidence.now;
  const open = { name: breaker.name, state: 'open', version: 1, failedResets: 0, openedAt: at - HOUR } as const;
  const opened = withPart(evidence, 'breakers', () => [open]);
  return withPart(opened, 'dependencies', (probes) => [
    ...probes.filter(({ dependency }) => dependency !== breaker.dependency),
    { dependency: breaker.dependency, ok: true, latencyMs: 3, at, inARow: 9, since: at - 5 * MINUTE },
  ]);
};

const acts = ({ decision }: Assessment): boolean => decision.kind === 'act' && !isUndoing(decision.plan);

/** The current deployment returns to a revision that served for days before the one that it replaces. */
const withReturnToProven = (evidence: Evidence): Evidence | undefined => {
  const ecs = valueIn(evidence.observation.ecs);
  const primary = ecs && primaryOf(ecs);
  if (ecs === undefined || primary === undefined || evidence.observation.releases.state !== 'observed')
    return undefined;
  const taskDefinition = primary.taskDefinition;
  const between = `${taskDefinition}9`;
  const release = (name: string, revision: string, hoursBefore: number, before: readonly string[]) => ({
    arn: `${ecs.arn.replace(':service/', ':service-deployment/')}/${name}`,
    status: 'SUCCESSFUL' as const,
    taskDefinition: revision,
    before,
    createdAt: primary.createdAt - hoursBefore * HOUR,
    finishedAt: primary.createdAt - hoursBefore * HOUR + 4 * MINUTE,
  });
  return withPart(evidence, 'releases', () => [
    release('back', taskDefinition, 0, [between]),
    release('between', between, 5, [taskDefinition]),
    release('first', taskDefinition, 90, []),
  ]);
};

const rollsBack = ({ decision }: Assessment): boolean =>
  decision.kind === 'act' && decision.plan.action === 'roll-back' && !isUndoing(decision.plan);

export const WORSENINGS: readonly Worsening[] = [
  { name: 'a fifth of the requests fails', change: (evidence) => withErrors(evidence, 0.2), forbids: isSilent },
  { name: 'more requests fail than the failing tasks get', change: withMoreErrorsThanTasks, forbids: stopsTask },
  { name: 'a tenth of the requests is rejected', change: withRejections, forbids: isSilent },
  { name: 'a stuck breaker may be the cause as well', change: withStuckBreaker, forbids: acts },
  { name: 'every task hangs', change: withEveryTaskHung, forbids: stopsTask },
  { name: 'the deployment returns to a proven revision', change: withReturnToProven, forbids: rollsBack },
];
