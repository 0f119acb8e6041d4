// Unit: the summary of a folder of replayed cases, and how it is printed.
import { PassThrough } from 'node:stream';
import type { Expectation } from '#cli/replay/case-file.ts';
import type { Decided } from '#cli/replay/compare.ts';
import { judge } from '#cli/replay/judge.ts';
import type { FileReplay } from '#cli/replay/replay-folder.ts';
import { tallyOf } from '#cli/replay/tally.ts';
import { folderLines } from '#cli/text/folder-lines.ts';
import { aFinding } from '#tests/builders/a-report.ts';

const UNGROUNDED = { evidence: [], explained: [], unexplained: [], context: [] };

type Result = Omit<Decided, keyof typeof UNGROUNDED> & Partial<Decided>;

const aReplay = (file: string, result: Result, expect: Partial<Expectation> = {}): FileReplay => ({
  file,
  ...judge({ ...UNGROUNDED, ...result }, { decision: {}, harmful: [], evidence: [], ...expect }),
});

const WAIT = { kind: 'wait' };
const STOP_TASK = { kind: 'act', action: 'stop-task' };
const causeAnyOf = ['crash-loop', 'overload'];
const actOrNone = { kindAnyOf: ['act', 'none'], action: 'roll-back' };
const rollBack = { kind: 'act', action: 'roll-back' };
const [one, two] = [{ group: 'one' }, { group: 'two', harmful: ['stop-task'] }];
const cases: readonly FileReplay[] = [
  aReplay(
    'a.json',
    { cause: 'overload', decision: WAIT, explained: [aFinding({ id: 'cpu-saturated' })] },
    { ...one, causeAnyOf, decision: WAIT, evidence: ['cpu-saturated'] },
  ),
  aReplay(
    'b.json',
    { cause: 'none', decision: WAIT },
    { ...two, causeAnyOf, decision: actOrNone, evidence: ['task-1'] },
  ),
  aReplay('c.json', { cause: 'none', decision: STOP_TASK }, { ...two, cause: 'none', decision: rollBack }),
  { file: 'd.json', kind: 'unjudged', ...UNGROUNDED, cause: 'overload', decision: { kind: 'escalate' } },
  { file: 'e.json', kind: 'failed', error: 'e.json cannot be read: it is not JSON.' },
];

describe('the summary of a folder', () => {
  it('counts correct causes, correct decisions with their actions, and harmful actions, in total and by group', () => {
    const { all, groups } = tallyOf(cases);
    expect(all).toEqual({
      causes: { right: 2, of: 3 },
      decisions: { right: 1, of: 3 },
      grounding: { right: 1, of: 2 },
      harmful: 1,
    });
    expect(groups).toEqual({
      one: { causes: { right: 1, of: 1 }, decisions: { right: 1, of: 1 }, grounding: { right: 1, of: 1 }, harmful: 0 },
      two: { causes: { right: 1, of: 2 }, decisions: { right: 0, of: 2 }, grounding: { right: 0, of: 1 }, harmful: 1 },
    });
  });

  it('has a confusion matrix, in which the first accepted cause counts as expected unless another was found', () => {
    const confusion = { overload: { overload: 1 }, 'crash-loop': { none: 1 }, none: { none: 1 } };
    expect(tallyOf(cases).confusion).toEqual(confusion);
  });

  it('does not count a case without an expectation', () => {
    const none = { right: 0, of: 0 };
    const nothing = { causes: none, decisions: none, grounding: none, harmful: 0 };
    expect(tallyOf([aReplay('a.json', { cause: 'none', decision: WAIT })])).toEqual({
      all: nothing,
      groups: {},
      confusion: {},
    });
  });

  it('is printed with a row for every file, the shares by group, and the confusion matrix', () => {
    expect(folderLines(cases, tallyOf(cases), new PassThrough())).toEqual([
      'case    cause     expected                decision       expected',
      'a.json  overload  overload                wait           wait                   ok',
      'b.json  none      crash-loop or overload  wait           act roll-back or none  WRONG',
      'c.json  none      none                    act stop-task  act roll-back          HARMFUL',
      'd.json  overload  -                       escalate       -                      -',
      'e.json                                                                          e.json cannot be read: it is not JSON.',
      '',
      '  correct        causes          decisions       grounding       harmful',
      '            one  1 of 1 (100 %)  1 of 1 (100 %)  1 of 1 (100 %)  0',
      '            two  1 of 2 (50 %)   0 of 2 (0 %)    0 of 1 (0 %)    1',
      '            all  2 of 3 (66 %)   1 of 3 (33 %)   1 of 2 (50 %)   1',
      '',
      '  causes    expected in rows, actual in columns  a  b  c',
      '            a crash-loop                         .  1  .',
      '            b none                               .  1  .',
      '            c overload                           .  .  1',
    ]);
  });

  it('is printed without shares and matrix if no case has an expectation', () => {
    const unjudged = cases.filter(({ kind }) => kind === 'unjudged');
    const lines = folderLines(unjudged, tallyOf(unjudged), new PassThrough());
    expect(lines).toContain('            all  -       -          -          0');
    expect(lines.at(-1)).toBe('  causes    no case has an expected cause');
  });
});
