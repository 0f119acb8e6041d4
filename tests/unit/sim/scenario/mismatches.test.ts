// Unit layer: the expectation of every fault, and the comparison of outcomes with it.
import { FAULTS, FAULTS_BY_NAME } from '#sim/faults/catalogue.ts';
import { expectationOf } from '#sim/scenario/expectations.ts';
import { mismatchesOf } from '#sim/scenario/mismatches.ts';
import type { FaultOutcome } from '#sim/scenario/outcome.ts';
import { anOutcome, ONSET } from './an-outcome.ts';

const ESCALATED = { actions: [], alerts: [{ kind: 'escalated', title: '' }] };

describe('an outcome', () => {
  it.each<{ fault: string; given: Partial<FaultOutcome> }>([
    { fault: 'hung-task', given: {} },
    { fault: 'database-down', given: { ...ESCALATED, causes: ['dependency-down'], recoveredAt: undefined } },
  ])('of $fault as expected has no mismatch', ({ fault, given }) => {
    expect(mismatchesOf(anOutcome(given), expectationOf(fault))).toEqual([]);
  });

  it.each<{ given: Partial<FaultOutcome>; part: string; expected: string; found: string }>([
    { given: { causes: ['overload'] }, part: 'causes', expected: 'instance-grey', found: 'overload' },
    { given: { causes: [] }, part: 'causes', expected: 'instance-grey', found: 'none' },
    { given: { actions: [] }, part: 'actions', expected: 'stop-task', found: 'none' },
    { given: { actions: ['stop-task', 'x'] }, part: 'actions', expected: 'stop-task', found: 'stop-task, x' },
    { given: { alerts: [] }, part: 'alerts', expected: 'resolved', found: 'none' },
    { given: { executions: 2 }, part: 'executions for incidents', expected: '1', found: '2' },
    { given: { recoveredAt: undefined }, part: 'users', expected: 'served again', found: 'not served' },
  ])('has a mismatch of its $part: $found', ({ given, ...mismatch }) => {
    expect(mismatchesOf(anOutcome(given), expectationOf('hung-task'))).toEqual([mismatch]);
  });

  it.each([
    { when: 'a second before the harm', given: { notifiedAt: ONSET - 1_000 }, isInTime: true },
    { when: 'together with the harm', given: { notifiedAt: ONSET }, isInTime: false },
    { when: 'after the harm', given: { notifiedAt: ONSET + 1_000 }, isInTime: false },
    { when: 'never', given: { notifiedAt: undefined }, isInTime: false },
    { when: 'without any harm', given: { onsetAt: undefined }, isInTime: true },
  ])('of a memory leak with an alert $when is in time: $isInTime', ({ given, isInTime }) => {
    const outcome = anOutcome({ ...ESCALATED, causes: ['memory-leak'], ...given });
    const parts = mismatchesOf(outcome, expectationOf('memory-leak')).map(({ part }) => part);
    expect(parts).toEqual(isInTime ? [] : ['first alert']);
  });
});

describe('an expectation', () => {
  it.each([...FAULTS, ...FAULTS_BY_NAME].map(({ name }) => name))('exists for %s', (name) => {
    expect(expectationOf(name).resolution).toMatch(/^(recovers|needs-operators|needs-nothing)$/);
  });

  it('of a variant is that of its fault', () => {
    expect(expectationOf('bad-release-errors-later')).toBe(expectationOf('bad-release'));
  });

  it.each(['healthy-rollout', 'slow-start', 'task-crash', 'unhealthy-task'])('of %s permits no incident', (name) => {
    expect(expectationOf(name)).toMatchObject({ causes: [], actions: [], alerts: [], followUpCauses: [] });
  });

  it.each(['slow-rollout', 'scale-in-after-release'])('of %s permits alerts, and no action', (name) => {
    const alerts = [{ kind: 'escalated', title: '' }];
    const alerted = anOutcome({ causes: ['unknown'], alerts, actions: [] });
    expect(mismatchesOf(alerted, expectationOf(name))).toEqual([]);
    expect(mismatchesOf({ ...alerted, actions: ['roll-back'] }, expectationOf(name))).toEqual([
      { part: 'actions', expected: 'none', found: 'roll-back' },
    ]);
  });

  it.each(['gremlins', 'hung-tasks', 'hung'])('of %s is missing, and the error names the file to add it to', (name) => {
    const message = `fault ${name} has no expectation; add one to sim/scenario/expectations.ts`;
    expect(() => expectationOf(name)).toThrow(message);
  });
});
