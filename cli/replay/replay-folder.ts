import { basename } from 'node:path';
import { messageOf } from '../error-message.ts';
import { jsonFilesIn } from '../files.ts';
import { type Expectation, readCase } from './case-file.ts';
import { type Accepted, acceptedBy, type Comparison, compare, harmfulAction } from './compare.ts';
import { type Replayed, replayCase } from './replay-case.ts';

export type Verdict = 'ok' | 'wrong' | 'harmful';

interface Decided {
  readonly cause: string;
  readonly decision: { readonly kind: string; readonly action?: string };
}

/** The replay of one file: an error, a result, or a result compared with the expectation of its case. */
export type FileReplay = { readonly file: string } & (
  | { readonly kind: 'failed'; readonly error: string }
  | ({ readonly kind: 'unjudged' } & Decided)
  | Judged
);

export interface Judged extends Decided {
  readonly kind: 'judged';
  readonly verdict: Verdict;
  readonly group?: string;
  readonly accepted: Accepted;
  readonly comparisons: readonly Comparison[];
}

/** Replays every *.json in a folder. A file that fails does not affect the others. */
export const replayFolder = async (folder: string): Promise<readonly FileReplay[]> => {
  const replays: FileReplay[] = [];
  for (const path of jsonFilesIn(folder)) replays.push(await replayFile(path));
  return replays;
};

const replayFile = async (path: string): Promise<FileReplay> => {
  const file = basename(path);
  try {
    const recorded = readCase(path);
    const { replayed } = await replayCase(recorded);
    return { file, ...judge(replayed, recorded.expect) };
  } catch (error) {
    return { file, kind: 'failed', error: messageOf(error).replaceAll(/\s+/g, ' ') };
  }
};

const judge = (replayed: Replayed, expect: Expectation | undefined) => {
  const { cause, decision } = replayed;
  const { kind, action } = decision;
  const decided: Decided = { cause, decision: { kind, ...(action !== undefined && { action }) } };
  if (expect === undefined) return { kind: 'unjudged', ...decided } as const;
  const comparisons = compare(replayed, expect);
  const { group } = expect;
  const accepted = acceptedBy(expect);
  const verdict = verdictOf(comparisons, harmfulAction(replayed, expect));
  return { kind: 'judged', verdict, ...(group !== undefined && { group }), ...decided, accepted, comparisons } as const;
};

const verdictOf = (comparisons: readonly Comparison[], harmful: string | undefined): Verdict => {
  if (harmful !== undefined) return 'harmful';
  return comparisons.every(({ asExpected }) => asExpected) ? 'ok' : 'wrong';
};
