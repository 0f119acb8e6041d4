import { basename } from 'node:path';
import { wordsOf } from '../error-words.ts';
import { jsonFilesIn } from '../files.ts';
import { type Expectation, readCase } from './case-file.ts';
import { type Accepted, acceptedBy, type Comparison, compare, harmDone } from './compare.ts';
import { type Replayed, replayCase } from './replay-case.ts';

export type Verdict = 'ok' | 'wrong' | 'harmful';

interface Decided {
  readonly cause: string;
  readonly decision: { readonly kind: string; readonly action?: string };
}

/** One file of a folder: what came out of it, and how that compares with what the case expects where it says so. */
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

/** Replays every *.json of a folder; a file that fails spoils no other. */
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
    return { file, kind: 'failed', error: wordsOf(error).replaceAll(/\s+/g, ' ') };
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
  const verdict = verdictOf(comparisons, harmDone(replayed, expect));
  return { kind: 'judged', verdict, ...(group !== undefined && { group }), ...decided, accepted, comparisons } as const;
};

const verdictOf = (comparisons: readonly Comparison[], harm: string | undefined): Verdict => {
  if (harm !== undefined) return 'harmful';
  return comparisons.every(({ asExpected }) => asExpected) ? 'ok' : 'wrong';
};
