import type { Expectation } from './expectations.ts';
import type { FaultOutcome } from './outcome.ts';

/** A part of an outcome that differs from its expectation. */
export interface Mismatch {
  readonly part: string;
  readonly expected: string;
  readonly found: string;
}

/** Lists all parts of an outcome that differ from the expectation. */
export const mismatchesOf = (outcome: FaultOutcome, expectation: Expectation): readonly Mismatch[] => {
  const alerts = outcome.alerts.map(({ kind }) => kind);
  return [
    ...compare('causes', expectation.causes, outcome.causes),
    ...compare('actions', expectation.actions, outcome.actions),
    ...compare('alerts', expectation.alerts, alerts),
    ...compare('executions for incidents', [String(outcome.incidents)], [String(outcome.executions)]),
    ...(expectation.resolution === 'recovers' && outcome.recoveredAt === undefined
      ? [{ part: 'users', expected: 'served again', found: 'not served' }]
      : []),
    ...(expectation.alertsBeforeHarm && !alertedBeforeHarm(outcome)
      ? [{ part: 'first alert', expected: 'before the harm', found: 'after it, or none' }]
      : []),
  ];
};

const alertedBeforeHarm = ({ notifiedAt, onsetAt }: FaultOutcome): boolean =>
  onsetAt === undefined || (notifiedAt !== undefined && notifiedAt < onsetAt);

/** Compares two lists of names and returns the mismatch, if there is one. `any` permits every list. */
export const compare = (
  part: string,
  expectedNames: readonly string[] | 'any',
  foundNames: readonly string[],
): readonly Mismatch[] => {
  if (expectedNames === 'any') return [];
  const [expected, found] = [expectedNames.join(', ') || 'none', foundNames.join(', ') || 'none'];
  return expected === found ? [] : [{ part, expected, found }];
};
