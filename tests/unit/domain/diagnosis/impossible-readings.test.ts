// Unit layer: a part that holds an impossible value, as a symptom without a cause and as a doubt about every other cause.
import type { Observation } from '#shared/domain/model/observation.ts';
import type { MissingReason } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { NOW } from '#tests/builders/constants.ts';
import type { PartName } from '#tests/builders/service-state.ts';
import { diagnosisOf, hungTask } from './diagnosis-of.ts';

/** The diagnosis of a service without findings, one part of which holds an impossible value. */
const diagnosisWith = (part: PartName, previous: Observation['previous'] = []) =>
  diagnosisOf([], { missing: { [part]: 'invalid' }, previous });

it.each<PartName>(['traffic', 'utilisation', 'history', 'stoppedTasks', 'taskProbes', 'dependencies', 'breakers'])(
  'an impossible value of %s leaves the cause unknown',
  (part) => {
    expect(diagnosisWith(part)).toMatchObject({
      cause: 'unknown',
      confirmed: false,
      evidence: [{ id: 'essentials-unreadable', subject: part, since: NOW, seen: 1 }],
    });
  },
);

it.each<PartName>(['releases', 'alarms', 'scaling', 'baseline', 'changes', 'logs'])(
  'an impossible value of %s, which shows no symptom, is none',
  (part) => {
    expect(diagnosisWith(part).cause).toBe('none');
  },
);

it.each<MissingReason>(['throttled', 'unavailable', 'no-data', 'not-configured', 'not-asked'])(
  'a part that is missing as %s holds no impossible value',
  (reason) => {
    expect(diagnosisOf([], { missing: { utilisation: reason } }).unexplained).toEqual([]);
    expect(diagnosisOf([hungTask(1)], { missing: { utilisation: reason } }).rivals).toEqual([]);
  },
);

it.each<PartName>(['traffic', 'releases', 'changes'])('an impossible value of %s may hide another cause', (part) => {
  expect(diagnosisOf([hungTask(1)], { missing: { [part]: 'invalid' } }).rivals).toContainEqual({
    cause: 'unknown',
    ruledOutBy: [`a possible value of ${part}`],
  });
});

describe('an impossible value', () => {
  it.each([
    { cause: 'unknown' as const, ms: 4_499, confirmed: false },
    { cause: 'unknown' as const, ms: 4_500, confirmed: true },
    { cause: 'unknown' as const, ms: 4_501, confirmed: true },
    { cause: 'unknown' as const, ms: 2 * MINUTE, confirmed: true },
    { cause: 'unknown' as const, ms: 2 * MINUTE + 1, confirmed: false },
    { cause: 'none' as const, ms: 15_000, confirmed: false },
  ])('$ms ms after a check that found the cause $cause is confirmed: $confirmed', ({ cause, ms, confirmed }) => {
    const at = NOW - ms;
    const diagnosis = diagnosisWith('traffic', [aReport({ at, cause })]);
    expect(diagnosis.confirmed).toBe(confirmed);
    expect(diagnosis.evidence).toMatchObject([{ since: confirmed ? at : NOW, seen: confirmed ? 2 : 1 }]);
  });
});
