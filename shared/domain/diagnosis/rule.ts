import type { Cause } from '../model/cause.ts';
import type { Finding, FindingId } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { ServicePolicy } from '../model/policy.ts';
import type { Instant } from '../model/time.ts';

/** What a diagnosis rule may look at. */
export interface Evidenced {
  readonly observation: Observation;
  readonly findings: readonly Finding[];
  readonly policy: ServicePolicy;
  readonly now: Instant;
}

/** A rule's answer: the cause with the findings that speak for it, or why it is not that. */
export type Verdict =
  | { readonly kind: 'is'; readonly because: readonly Finding[]; readonly subject?: string }
  | { readonly kind: 'is-not'; readonly why: string };

export interface DiagnosisRule {
  readonly cause: Cause;
  readonly judge: (evidenced: Evidenced) => Verdict;
}

export const is = (because: readonly Finding[], subject?: string): Verdict => ({
  kind: 'is',
  because,
  ...(subject === undefined ? {} : { subject }),
});
export const isNot = (why: string): Verdict => ({ kind: 'is-not', why });

export const findingsOf = ({ findings }: Evidenced, ...ids: readonly FindingId[]): readonly Finding[] =>
  findings.filter(({ id }) => ids.includes(id));

/** It is this cause when one of these was found; the first of them says of what. */
export const causeOfFindings = (cause: Cause, whyNot: string, ...ids: readonly FindingId[]): DiagnosisRule => ({
  cause,
  judge: (evidenced) => {
    const found = findingsOf(evidenced, ...ids);
    const [first] = found;
    return first === undefined ? isNot(whyNot) : is(found, first.subject);
  },
});
