// Unit: the result of a replay is compared with the expectation of its case.
import { PassThrough } from 'node:stream';
import type { Expectation } from '#cli/replay/case-file.ts';
import { compare, type Decided, harmfulAction } from '#cli/replay/compare.ts';
import { comparisonLines } from '#cli/text/comparison-lines.ts';
import { aFinding } from '#tests/builders/a-report.ts';

const acted: Decided = {
  evidence: [aFinding({ id: 'release-failing-tasks', subject: 'task-1', message: 'two tasks exited' })],
  explained: [],
  unexplained: [],
  context: [],
  cause: 'bad-release',
  decision: { kind: 'act', action: 'roll-back' },
};
const waited: Decided = {
  evidence: [],
  explained: [],
  unexplained: [],
  context: [],
  cause: 'unknown',
  decision: { kind: 'wait' },
};
const expecting = (change: Partial<Expectation>): Expectation => ({
  decision: {},
  harmful: [],
  evidence: [],
  ...change,
});
const compared = (result: Decided, change: Partial<Expectation>) =>
  compare(result, expecting(change)).map(({ what, asExpected }) => [what, asExpected]);

describe('a roll-back because of a bad release', () => {
  it.each([
    [{}, []],
    [{ cause: 'bad-release' }, [['cause', true]]],
    [{ cause: 'overload' }, [['cause', false]]],
    [{ causeAnyOf: ['overload', 'bad-release'] }, [['cause', true]]],
    [{ decision: { kind: 'act' } }, [['decision', true]]],
    [{ decision: { kindAnyOf: ['wait', 'none'] } }, [['decision', false]]],
    [{ decision: { action: 'roll-back' } }, [['action', true]]],
    [{ decision: { actionAnyOf: ['stop-task'] } }, [['action', false]]],
    [{ decision: { action: null } }, []],
    [{ evidence: ['release-failing-tasks'] }, [['evidence', true]]],
    [
      { evidence: ['task-1', 'exited'] },
      [
        ['evidence', true],
        ['evidence', true],
      ],
    ],
    [{ evidence: ['cpu-saturated'] }, [['evidence', false]]],
  ])('with the expectation %j compares as %j', (change, expected) => {
    expect(compared(acted, change)).toEqual(expected);
  });

  it.each([
    [{ harmful: ['stop-task', 'roll-back'] }, true],
    [{ harmful: ['stop-task'] }, false],
    [{ decision: { kind: 'wait' } }, true],
    [{ decision: { kindAnyOf: ['none', 'escalate'] } }, true],
    [{ decision: { kindAnyOf: ['wait', 'act'] } }, false],
    [{ decision: {} }, false],
  ])('with the expectation %j: harmful is %s', (change, harmful) => {
    expect(harmfulAction(acted, expecting(change))).toBe(harmful ? 'roll-back' : undefined);
  });

  it('is printed with the expected causes, and as harmful', () => {
    const expectation = expecting({ causeAnyOf: ['overload', 'none'], harmful: ['roll-back'] });
    expect(comparisonLines(acted, expectation, new PassThrough())).toEqual([
      '  expected  cause  not as expected  bad-release, expected overload or none',
      '            harmful: roll-back makes this case worse',
    ]);
  });
});

describe('a wait', () => {
  it('is not compared with an expected action', () => {
    expect(compared(waited, { decision: { kind: 'act', action: 'roll-back' } })).toEqual([['decision', false]]);
  });

  it('is never harmful', () => {
    expect(harmfulAction(waited, expecting({ harmful: ['roll-back'] }))).toBeUndefined();
  });
});
