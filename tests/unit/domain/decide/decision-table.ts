import { decide } from '#shared/domain/decide.ts';
import type { Action } from '#shared/domain/model/action.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, OLDER_REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { evidence, type SnapshotState } from '#tests/builders/given.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { inShort } from '../story.ts';

/** A row of the decision table: the state of a service, its cause, what is decided, and what is never planned. */
export interface Row extends Seen {
  readonly what: string;
  readonly cause: Cause;
  /** In short, as the last of three checks decides it. */
  readonly decision: string;
  /** The actions that may be planned at any time; none unless set. */
  readonly only?: readonly Planned[];
}

interface Seen extends SnapshotState {
  /** The duration of the state at the last check; ten seconds unless set. */
  readonly seenForSeconds?: number;
}

/** The last of three checks of the same state, which confirms soft evidence. */
export const lastCheck = ({ seenForSeconds = 10, ...state }: Seen): Assessment => {
  const { report } = firstCheck(state);
  const findings = report.findings.map((finding) => ({
    ...finding,
    at: finding.at - 10 * SECOND,
    since: Math.min(finding.since, secondsAgo(seenForSeconds)),
    seen: 2,
  }));
  return decide(evidence({ ...state, previous: [{ ...report, at: secondsAgo(10), findings }] }));
};

export const firstCheck = (state: SnapshotState): Assessment => decide(evidence({ previous: [aReport()], ...state }));

/** An action that is taken, or would be if no gate held it. */
type Planned = Action | `would ${Action}`;

/** The actions of all checks from the first to one after a quarter of an hour. */
const plannedActions = (state: SnapshotState): readonly Planned[] => {
  const later = [10, 60, 180, 900].map((seenForSeconds) => lastCheck({ ...state, seenForSeconds }));
  const planned = [firstCheck(state), ...later].flatMap(({ decision }): readonly Planned[] => {
    if (decision.kind === 'act') return [decision.plan.action];
    return 'would' in decision && decision.would !== undefined ? [`would ${decision.would.action}`] : [];
  });
  return [...new Set(planned)];
};

/** The tests of some rows: each comes to its cause and decision, and no check plans another action than its own. */
export const itDecides = (subject: string, rows: readonly Row[]): void => {
  it.each(rows.map((row) => ({ subject, ...row })))(
    '$subject, $what: $cause, $decision',
    ({ cause, decision, only = [], ...state }) => {
      const last = lastCheck(state);
      const decided = { cause: last.diagnosis.cause, decision: inShort(last.decision), actions: plannedActions(state) };
      expect(decided).toEqual({ cause, decision, actions: only });
    },
  );
};

export const MANUAL = 'escalate: manual-action-required';

/** The same for each of the numbers. */
export const each = <T>(numbers: readonly number[], value: T): Readonly<Record<number, T>> =>
  Object.fromEntries(numbers.map((number) => [number, value]));

/** Tasks that stopped one minute after the other, the newest a minute ago. */
export const stoppedTasks = (count: number, given: Partial<StoppedTask> = {}): ServiceState => ({
  stopped: Array.from({ length: count }, (_, index) => ({
    id: `gone-${index}`,
    stoppedAt: minutesAgo(index + 1),
    ...given,
  })),
});

export const exited = (exitCode: number): Partial<StoppedTask> => ({ containers: [{ name: 'web', exitCode }] });

export const SCALED_IN: Partial<StoppedTask> = {
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/42)',
};

/** CPU full, while twice as many requests arrive. */
export const BUSY: ServiceState = {
  utilisation: { cpu: 0.97, memory: 0.4 },
  metrics: { cpu: Array(5).fill(0.97), requests: [...Array(15).fill(6_000), ...Array(5).fill(12_000)] },
};

/** The tasks of a release of then had the time to start. */
export const RELEASED_AT = minutesAgo(9);

export const NEW_TASK = { createdAt: minutesAgo(8), startedAt: minutesAgo(7) };

/** The new revision, of tasks 3 and 4, rolls out beside the older one. */
export const ROLLING_OUT: ServiceState = {
  deployments: [
    { rolloutState: 'IN_PROGRESS', createdAt: RELEASED_AT },
    { id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION },
  ],
  releases: [aRelease({ status: 'IN_PROGRESS', createdAt: RELEASED_AT }), anOlderRelease()],
  older: [1, 2],
  task: each([3, 4], NEW_TASK),
};
