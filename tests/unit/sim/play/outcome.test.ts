// Unit layer: what every fault must lead to, and what is said when it does not.
import { FAULTS, FAULTS_BY_NAME, faultNamed } from '#sim/faults/catalogue.ts';
import { scriptOf } from '#sim/scenario/expectations.ts';
import { type FaultOutcome, shortfallsOf } from '#sim/scenario/outcome.ts';
import { anOutcome, ONSET } from './an-outcome.ts';

describe('an outcome', () => {
  it('that is as its script says has no shortfall', () => {
    expect(shortfallsOf(anOutcome(), scriptOf('hung-task'))).toEqual([]);
  });

  it.each<{ given: Partial<FaultOutcome>; what: string; expected: string; found: string }>([
    { given: { causes: ['overload'] }, what: 'causes', expected: 'instance-grey', found: 'overload' },
    { given: { causes: [] }, what: 'causes', expected: 'instance-grey', found: 'none' },
    { given: { actions: [] }, what: 'actions', expected: 'stop-task', found: 'none' },
    {
      given: { actions: ['stop-task', 'stop-task'] },
      what: 'actions',
      expected: 'stop-task',
      found: 'stop-task, stop-task',
    },
    { given: { alerts: [] }, what: 'alerts', expected: 'resolved', found: 'none' },
    { given: { executions: 2 }, what: 'executions for incidents', expected: '1', found: '2' },
    { given: { curedAt: undefined }, what: 'users', expected: 'well again', found: 'not well' },
  ])('falls short in its $what with $found', ({ given, ...shortfall }) => {
    expect(shortfallsOf(anOutcome(given), scriptOf('hung-task'))).toEqual([shortfall]);
  });

  it('need not be cured where only people could do that', () => {
    const outcome = anOutcome({
      causes: ['dependency-down'],
      actions: [],
      alerts: [{ kind: 'escalated', title: '' }],
      curedAt: undefined,
    });
    expect(shortfallsOf(outcome, scriptOf('database-down'))).toEqual([]);
  });
});

describe('an outcome of which people must be told before the harm', () => {
  const leak = (given: Partial<FaultOutcome>): FaultOutcome =>
    anOutcome({ causes: ['memory-leak'], actions: [], alerts: [{ kind: 'escalated', title: '' }], ...given });

  it.each([
    { when: 'a second before it', given: { toldAt: ONSET - 1_000 }, isTold: true },
    { when: 'with it', given: { toldAt: ONSET }, isTold: false },
    { when: 'after it', given: { toldAt: ONSET + 1_000 }, isTold: false },
    { when: 'never', given: { toldAt: undefined }, isTold: false },
    { when: 'of what then did no harm', given: { onsetAt: undefined }, isTold: true },
  ])('and who were told $when, is as it must be: $isTold', ({ given, isTold }) => {
    const shortfalls = shortfallsOf(leak(given), scriptOf('memory-leak'));
    expect(shortfalls.map(({ what }) => what)).toEqual(isTold ? [] : ['people']);
  });
});

describe('a script', () => {
  it.each([...FAULTS, ...FAULTS_BY_NAME].map(({ name }) => name))('is there for %s', (name) => {
    expect(scriptOf(name).course).toMatch(/^(recovers|needs-people|needs-nothing)$/);
  });

  it('of a variant is that of its fault', () => {
    expect(scriptOf(faultNamed('bad-release-errors-later').name)).toBe(scriptOf('bad-release'));
  });

  it.each(['healthy-rollout', 'slow-start', 'task-crash', 'unhealthy-task'])(
    'of %s lets nothing be done or told',
    (name) => {
      expect(scriptOf(name)).toMatchObject({ causes: [], actions: [], alerts: [], aftermath: [] });
    },
  );

  it.each(['gremlins', 'hung-tasks', 'hung'])(
    'that nobody wrote, of %s, is an error that says where to write it',
    (name) => {
      expect(() => scriptOf(name)).toThrow(`fault ${name} has no script; write one in sim/scenario/expectations.ts`);
    },
  );
});
