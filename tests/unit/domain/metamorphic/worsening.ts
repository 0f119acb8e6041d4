// Changes that make a service worse or an action pointless, each with the decisions that it forbids.
import { primaryOf } from '#shared/domain/evidence/releases.ts';
import { isRunning } from '#shared/domain/evidence/serving-tasks.ts';
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

/** A fifth of the requests fails for eight minutes, by answers of the tasks. */
const withUserErrors = (evidence: Evidence): Evidence | undefined => {
  const { observation, now } = evidence;
  if (observation.traffic.state !== 'observed' || observation.ecs.state !== 'observed') return undefined;
  const minutes = (value: number): readonly MinuteValue[] => MINUTES.map((age) => ({ at: now - age * MINUTE, value }));
  const failing = withPart(evidence, 'traffic', (traffic) => ({
    ...traffic,
    requests: 6_000,
    target5xx: 1_200,
    elb503: 0,
  }));
  return withPart(failing, 'history', (history) => ({ ...history, requests: minutes(6_000), failed: minutes(1_200) }));
};

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
  { name: 'a fifth of the requests fails', change: withUserErrors, forbids: isSilent },
  { name: 'every task hangs', change: withEveryTaskHung, forbids: stopsTask },
  { name: 'the deployment returns to a proven revision', change: withReturnToProven, forbids: rollsBack },
];
