import type { Expectation } from './case-file.ts';
import { type Accepted, acceptedBy, type Comparison, compare, type Decided, harmfulAction } from './compare.ts';

export type Verdict = 'ok' | 'wrong' | 'harmful';

/** A result compared with the expectation of its case. */
export interface Judged extends Decided {
  readonly kind: 'judged';
  readonly verdict: Verdict;
  readonly group?: string;
  readonly accepted: Accepted;
  readonly comparisons: readonly Comparison[];
}

export type Judgement = ({ readonly kind: 'unjudged' } & Decided) | Judged;

/** Judges a result by the expectation of its case, if the case has one. */
export const judge = (result: Decided, expect: Expectation | undefined): Judgement => {
  const { cause, evidence, explained, unexplained, context, decision } = result;
  const { kind, action } = decision;
  const decided: Decided = {
    cause,
    evidence,
    explained,
    unexplained,
    context,
    decision: { kind, ...(action !== undefined && { action }) },
  };
  if (expect === undefined) return { kind: 'unjudged', ...decided };
  const { group } = expect;
  const comparisons = compare(decided, expect);
  const verdict = verdictOf(comparisons, harmfulAction(decided, expect));
  const accepted = acceptedBy(expect);
  return { kind: 'judged', verdict, ...(group !== undefined && { group }), ...decided, accepted, comparisons };
};

const verdictOf = (comparisons: readonly Comparison[], harmful: string | undefined): Verdict => {
  if (harmful !== undefined) return 'harmful';
  return comparisons.every(({ what, asExpected }) => asExpected || what === 'evidence') ? 'ok' : 'wrong';
};
