import { decide } from '#shared/domain/decide.ts';
import type { Action } from '#shared/domain/model/action.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { EcsService, Observation, StoppedTask, Target, Task } from '#shared/domain/model/observation.ts';
import { observed } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { NOW, OLDER_REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import {
  aDeployment,
  anOlderRelease,
  aRelease,
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  tasks,
} from '#tests/builders/parts.ts';
import { inShort } from './story.ts';

/** One row of the decision table: what AWS tells, what it means, what is done about it, and what never is. */
export interface Row extends Seen {
  readonly evidence: string;
  readonly cause: Cause;
  /** In short, as the last of three looks decides it. */
  readonly decision: string;
  /** The actions that may be planned for it at any time; none unless said otherwise. */
  readonly only?: readonly Planned[];
}

interface Seen {
  readonly given: Partial<Observation>;
  /** How long it has been seen at the last look; ten seconds unless said otherwise. */
  readonly seenForSeconds?: number;
}

const NOTHING_BEFORE = { incident: undefined, pastActions: [] };

/** The last of three looks at the same, the first of them `seenForSeconds` ago: soft evidence is confirmed. */
export const lookAt = ({ given, seenForSeconds = 10 }: Seen): Assessment => {
  const first = firstLookAt({ given });
  const earlier = first.report.findings.map((finding) => ({
    ...finding,
    at: finding.at - 10 * SECOND,
    since: Math.min(finding.since, NOW - seenForSeconds * SECOND),
    seen: 2,
  }));
  const previous = [{ ...first.report, at: NOW - 10 * SECOND, findings: earlier }];
  return decide({
    observation: anObservation({ ...given, previous }),
    history: NOTHING_BEFORE,
    policy: aPolicy(),
    now: NOW,
  });
};

export const firstLookAt = ({ given }: Seen): Assessment =>
  decide({
    observation: anObservation({ previous: [aReport()], ...given }),
    history: NOTHING_BEFORE,
    policy: aPolicy(),
    now: NOW,
  });

/** An action that is taken, or would be if nothing held it. */
type Planned = Action | `would ${Action}`;

/** The actions of every look from the first to one after a quarter of an hour. */
const plannedActions = (row: Seen): readonly Planned[] => {
  const looks = [firstLookAt(row), ...[10, 60, 180, 900].map((seenForSeconds) => lookAt({ ...row, seenForSeconds }))];
  const planned = looks.flatMap(({ decision }): readonly Planned[] => {
    if (decision.kind === 'act') return [decision.plan.action];
    return 'would' in decision && decision.would !== undefined ? [`would ${decision.would.action}`] : [];
  });
  return [...new Set(planned)];
};

/** The tests of a group of rows: each comes to its cause and decision, and no action is ever planned but its own. */
export const itDecides = (rows: readonly Row[]): void => {
  it.each(rows)('$evidence: $cause, $decision', (row) => {
    const { diagnosis, decision } = lookAt(row);
    expect({ cause: diagnosis.cause, decision: inShort(decision) }).toEqual({
      cause: row.cause,
      decision: row.decision,
    });
  });

  it.each(rows.map((row) => ({ ...row, only: row.only ?? [], actions: row.only?.join(' or ') || 'no action' })))(
    '$evidence: whenever it is looked at, $actions and nothing else is planned',
    ({ only, ...row }) => {
      expect(plannedActions(row)).toEqual(only);
    },
  );
};

const NUMBERS = [1, 2, 3, 4];

/** The four targets, of which those with these numbers are different. */
export const targetsWith = (numbers: readonly number[], different: Partial<Target>): Observation['targetGroups'] =>
  observed(NOW, [aTargetGroup({ targets: NUMBERS.map((n) => aTarget(n, numbers.includes(n) ? different : {})) })]);

/** The work probes of the four tasks, of which these get no answer. */
export const silent = (...numbers: readonly number[]): Observation['taskProbes'] =>
  observed(
    NOW,
    NUMBERS.map((n) => aTaskProbe(n, numbers.includes(n) ? { outcome: 'timeout', latencyMs: 1_000 } : {})),
  );

/** Tasks that stopped one minute after the other, the newest a minute ago. */
export const stopped = (count: number, given: Partial<StoppedTask>): Pick<Observation, 'stoppedTasks'> => ({
  stoppedTasks: observed(
    NOW,
    Array.from({ length: count }, (_, index) =>
      aStoppedTask({ id: `gone-${index}`, stoppedAt: NOW - (index + 1) * MINUTE, ...given }),
    ),
  ),
});

/** Four are wanted and `atWork` of them run; whatever else there is starts. */
export const short = (atWork: number, others: readonly Task[] = []): Partial<Observation> => ({
  ecs: observed(NOW, aService({ runningCount: atWork, pendingCount: others.length })),
  tasks: observed(NOW, [...tasks(atWork), ...others]),
  targetGroups: observed(NOW, [aTargetGroup({ targets: NUMBERS.slice(0, atWork).map((n) => aTarget(n)) })]),
  taskProbes: observed(
    NOW,
    NUMBERS.slice(0, atWork).map((n) => aTaskProbe(n)),
  ),
});

/** What the scheduler says, a minute ago. */
export const saying = (message: string): Partial<Observation> => ({
  ...short(3),
  ecs: observed(NOW, aService({ runningCount: 3, events: [{ at: NOW - MINUTE, message }] })),
});

export const RELEASED_AT = NOW - 4 * MINUTE;

const ROLLING_OUT = {
  deployments: [
    aDeployment({ rolloutState: 'IN_PROGRESS', createdAt: RELEASED_AT }),
    aDeployment({ id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION }),
  ],
};
const RELEASING = {
  releases: observed(NOW, [aRelease({ status: 'IN_PROGRESS', createdAt: RELEASED_AT }), anOlderRelease()]),
};

/** Tasks 1 and 2 are of the older revision, 3 and 4 of the new one. */
const HALF_NEW: readonly Task[] = [
  ...[1, 2].map((n) => aTask(n, { taskDefinition: OLDER_REVISION })),
  ...[3, 4].map((n) => aTask(n, { createdAt: NOW - 3 * MINUTE, startedAt: NOW - 2 * MINUTE })),
];

/** The new revision rolls out beside the older one. */
export const rollingOut = (given: Partial<Observation>, service: Partial<EcsService> = {}): Partial<Observation> => ({
  ecs: observed(NOW, aService({ ...ROLLING_OUT, ...service })),
  tasks: observed(NOW, HALF_NEW),
  ...RELEASING,
  ...given,
});
