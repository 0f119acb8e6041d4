import type { Cause } from '../cause.ts';
import type { Diagnosis, RuledOut } from '../diagnosis.ts';
import type { Finding } from '../finding.ts';
import { isConfirmed } from '../findings/find.ts';
import type { Observation } from '../observation.ts';
import type { ServicePolicy } from '../policy.ts';
import { RESTART_HELPS } from '../reasons.ts';
import type { Instant } from '../time.ts';
import { DIAGNOSIS_RULES } from './rules.ts';

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

/** Names the cause: the first rule, in the order of precedence, that applies. What came before it was ruled out. */
export const diagnose = (evidenced: Evidenced): Diagnosis => {
  const ruledOut: RuledOut[] = [];
  for (const { cause, judge } of DIAGNOSIS_RULES) {
    const verdict = judge(evidenced);
    if (verdict.kind === 'is') return toDiagnosis(cause, verdict, ruledOut);
    ruledOut.push({ cause, why: verdict.why });
  }
  return { cause: 'none', confirmed: true, restartHelps: false, because: [], ruledOut };
};

const toDiagnosis = (
  cause: Cause,
  { because, subject }: Extract<Verdict, { kind: 'is' }>,
  ruledOut: readonly RuledOut[],
): Diagnosis => ({
  cause,
  ...(subject === undefined ? {} : { subject }),
  confirmed: because.length === 0 || because.some(isConfirmed),
  restartHelps: RESTART_HELPS[cause],
  because,
  ruledOut,
});
