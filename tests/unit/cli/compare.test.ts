// Unit: what came out of a replay beside what its case expects.

import { PassThrough } from 'node:stream';
import type { Expectation } from '#cli/replay/case-file.ts';
import { compare, harmDone } from '#cli/replay/compare.ts';
import type { Replayed } from '#cli/replay/replay-case.ts';
import { comparisonLines } from '#cli/text/comparison-lines.ts';

const acted = { cause: 'bad-release', decision: { kind: 'act', action: 'roll-back' } } as unknown as Replayed;
const waited = { cause: 'unknown', decision: { kind: 'wait' } } as unknown as Replayed;
const expectation = (change: Partial<Expectation>): Expectation => ({ decision: {}, harmful: [], ...change });
const verdicts = (replayed: Replayed, change: Partial<Expectation>) =>
  compare(replayed, expectation(change)).map(({ what, asExpected }) => [what, asExpected]);

describe('the comparison with a case’s expectation', () => {
  it.each([
    { message: 'nothing', change: {}, expected: [] },
    { message: 'the cause', change: { cause: 'bad-release' }, expected: [['cause', true]] },
    { message: 'another cause', change: { cause: 'overload' }, expected: [['cause', false]] },
    {
      message: 'one of several causes',
      change: { causeAnyOf: ['overload', 'bad-release'] },
      expected: [['cause', true]],
    },
    { message: 'the kind', change: { decision: { kind: 'act' } }, expected: [['decision', true]] },
    { message: 'other kinds', change: { decision: { kindAnyOf: ['wait', 'none'] } }, expected: [['decision', false]] },
    { message: 'the action', change: { decision: { action: 'roll-back' } }, expected: [['action', true]] },
    { message: 'other actions', change: { decision: { actionAnyOf: ['stop-task'] } }, expected: [['action', false]] },
    { message: 'that there is no action', change: { decision: { action: null } }, expected: [] },
  ])('of an action says, when the case says $says, $expected', ({ change, expected }) => {
    expect(verdicts(acted, change)).toEqual(expected);
  });

  it('leaves the action out where none was taken', () => {
    expect(verdicts(waited, { decision: { kind: 'act', action: 'roll-back' } })).toEqual([['decision', false]]);
  });

  it.each([
    { replayed: acted, harmful: ['stop-task', 'roll-back'], harm: 'roll-back' },
    { replayed: acted, harmful: ['stop-task'], harm: undefined },
    { replayed: waited, harmful: ['stop-task', 'roll-back'], harm: undefined },
  ])('finds the harm $harm among $harmful', ({ replayed, harmful, harm }) => {
    expect(harmDone(replayed, expectation({ harmful }))).toBe(harm);
  });

  it.each([
    { decision: { kind: 'wait' }, harm: 'roll-back' },
    { decision: { kindAnyOf: ['none', 'escalate'] }, harm: 'roll-back' },
    { decision: { kindAnyOf: ['wait', 'act'] }, harm: undefined },
    { decision: {}, harm: undefined },
  ])('takes any action for harm unless the case accepts one: $decision makes it $harm', ({ decision, harm }) => {
    expect(harmDone(acted, expectation({ decision }))).toBe(harm);
  });

  it('tells people what was expected instead, and which action does harm', () => {
    const lines = comparisonLines(
      acted,
      expectation({ causeAnyOf: ['overload', 'none'], harmful: ['roll-back'] }),
      new PassThrough(),
    );
    expect(lines).toEqual([
      '  expected  cause  not as expected  bad-release, expected overload or none',
      '            roll-back makes this case worse',
    ]);
  });
});
