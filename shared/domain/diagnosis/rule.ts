import type { Cause } from '../model/cause.ts';
import type { Assessed } from '../model/evidence.ts';
import type { Finding, FindingId } from '../model/finding.ts';

/** A rule's answer: the cause with the findings that speak for it, or why it is not that. */
export type Verdict =
  | { readonly kind: 'is'; readonly evidence: readonly Finding[]; readonly subject?: string }
  | { readonly kind: 'is-not'; readonly why: string };

export interface DiagnosisRule {
  readonly cause: Cause;
  readonly judge: (assessed: Assessed) => Verdict;
}

export const is = (evidence: readonly Finding[], subject?: string): Verdict => ({
  kind: 'is',
  evidence,
  ...(subject === undefined ? {} : { subject }),
});
export const isNot = (why: string): Verdict => ({ kind: 'is-not', why });

export const findingsOf = ({ findings }: Assessed, ...ids: readonly FindingId[]): readonly Finding[] =>
  findings.filter(({ id }) => ids.includes(id));

/** It is this cause when one of these was found; the first of them says of what. */
export const causeOfFindings = (cause: Cause, whyNot: string, ...ids: readonly FindingId[]): DiagnosisRule => ({
  cause,
  judge: (assessed) => {
    const found = findingsOf(assessed, ...ids);
    const [first] = found;
    return first === undefined ? isNot(whyNot) : is(found, first.subject);
  },
});
