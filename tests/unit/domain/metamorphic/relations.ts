// Changes of the evidence, each with what it may change in the decision.
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import { DAY, HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { withHealthyNeighbour, withShortLivedRevision } from './history-changes.ts';
import { inOtherOrder, reversed, shuffled, withDoubles } from './list-changes.ts';
import { movedBy, withoutJitter } from './moved.ts';
import { renamed, renamingOf, reversedRenaming } from './renamed.ts';
import { withHealthyTask, withScaleIn, withSettlingTask } from './task-changes.ts';
import { withOtherWords } from './text-changes.ts';

/** One of the causes may become one of the others, where the condition holds. */
export interface AllowedChange {
  readonly from: readonly Cause[];
  readonly to: readonly Cause[];
  readonly when?: (before: Assessment) => boolean;
  readonly because: string;
}

interface RelationBase {
  readonly name: string;
  /** Removes from the evidence what the change cannot keep. */
  readonly prepare?: (evidence: Evidence) => Evidence;
  /** Answers the changed evidence; undefined where the evidence has no place for the change. */
  readonly change: (evidence: Evidence) => Evidence | undefined;
}

export type Relation = RelationBase &
  (
    | {
        /** The cause stays, but for these changes. Numbers, findings and the score may differ. */
        readonly keeps: 'cause';
        readonly allows: readonly AllowedChange[];
      }
    | {
        /** The whole assessment stays, but for texts. */
        readonly keeps: 'decision';
        /** Takes the change out of the assessment again. */
        readonly undo?: (assessment: Assessment, evidence: Evidence) => Assessment;
      }
  );

const restsOn =
  (...ids: readonly FindingId[]) =>
  ({ diagnosis }: Assessment): boolean =>
    diagnosis.evidence.some(({ id }) => ids.includes(id));

const onlyTasksAreMissing = (symptoms: readonly Finding[]): boolean =>
  symptoms.every(({ id }) => id === 'tasks-missing');

const STARTS_AND_STOPS_CUT_CONNECTIONS: AllowedChange = {
  from: ['target-misconfiguration'],
  to: ['unknown'],
  when: restsOn('gateway-errors'),
  because: 'a task that starts or stops answers some requests with a 502 as well, so these prove nothing any more',
};

const settlingTask: Relation = {
  name: 'one settling task more',
  change: withSettlingTask,
  keeps: 'cause',
  allows: [
    { from: ['none'], to: ['in-transition'], because: 'a task that starts is a transition' },
    {
      from: ['unknown'],
      to: ['in-transition'],
      when: ({ diagnosis }) =>
        onlyTasksAreMissing(diagnosis.unexplained.filter(({ id }) => id !== 'failure-unexplained')),
      because: 'the task that starts explains the missing one, and an unknown text beside it is only quoted',
    },
    {
      from: ['platform-maintenance'],
      to: ['in-transition'],
      because: 'ECS replaces the task that AWS stopped; both causes are left to ECS',
    },
    {
      from: ['instance-grey', 'overload', 'out-of-memory', 'dependency-down', 'network-path', 'initialization-failure'],
      to: ['in-transition', 'unknown'],
      when: (before) =>
        restsOn('log-pattern', 'log-errors-in-one-task', 'tasks-disconnected')(before) &&
        onlyTasksAreMissing(before.diagnosis.explained),
      because: 'such evidence counts beside a symptom, and a task that is on its way is none',
    },
    STARTS_AND_STOPS_CUT_CONNECTIONS,
  ],
};

const healthyTask: Relation = {
  name: 'one healthy task more',
  change: withHealthyTask,
  keeps: 'cause',
  allows: [],
};

const scaleIn: Relation = {
  name: 'one healthy task scaled in',
  change: withScaleIn,
  keeps: 'cause',
  allows: [STARTS_AND_STOPS_CUT_CONNECTIONS],
};

const shortLivedRevision: Relation = {
  name: 'an older revision that never served long',
  change: withShortLivedRevision,
  keeps: 'decision',
};

const rename: Relation = {
  name: 'other names',
  change: (evidence) => renamed(evidence, renamingOf(evidence)),
  keeps: 'decision',
  undo: (assessment, evidence) => renamed(assessment, reversedRenaming(renamingOf(evidence))),
};

const otherWords: Relation = { name: 'other words for unknown texts', change: withOtherWords, keeps: 'decision' };

const doubles: Relation = { name: 'doubled events and stopped tasks', change: withDoubles, keeps: 'decision' };

const otherOrders: readonly Relation[] = [
  { name: 'lists in reverse', change: inOtherOrder(reversed), keeps: 'decision' },
  { name: 'lists in another order', change: inOtherOrder(shuffled), keeps: 'decision' },
];

/** CloudWatch counts whole minutes, so all instants move by whole minutes. */
const MOVED_MS = 17 * DAY + 5 * HOUR + 7 * MINUTE;

const otherTime: Relation = {
  name: 'another time',
  prepare: withoutJitter,
  change: (evidence) => movedBy(evidence, MOVED_MS),
  keeps: 'decision',
  undo: (assessment) => movedBy(assessment, -MOVED_MS),
};

const neighbour: Relation = { name: 'a second healthy service', change: withHealthyNeighbour, keeps: 'decision' };

export const RELATIONS: readonly Relation[] = [
  settlingTask,
  healthyTask,
  scaleIn,
  shortLivedRevision,
  rename,
  otherWords,
  doubles,
  ...otherOrders,
  otherTime,
  neighbour,
];
