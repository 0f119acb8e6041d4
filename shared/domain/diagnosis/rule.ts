import type { Cause } from '../model/cause.ts';
import type { Assessed } from '../model/evidence.ts';
import type { Finding, FindingId } from '../model/finding.ts';

/** A verdict is the cause with its evidence, or the reason why the cause does not apply. */
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

/** The cause applies when one of these findings is present. The first of them names the subject. */
export const causeOfFindings = (cause: Cause, whyNot: string, ...ids: readonly FindingId[]): DiagnosisRule => ({
  cause,
  judge: (assessed) => {
    const found = findingsOf(assessed, ...ids);
    const [first] = found;
    return first === undefined ? isNot(whyNot) : is(found, first.subject);
  },
});
