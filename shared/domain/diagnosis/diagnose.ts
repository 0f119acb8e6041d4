import type { Cause } from '../model/cause.ts';
import type { Diagnosis, RuledOut } from '../model/diagnosis.ts';
import type { Assessed } from '../model/evidence.ts';
import { isConfirmed } from '../model/finding.ts';
import { meaningOf } from '../model/message-meaning.ts';
import { RESTART_HELPS } from '../model/reasons.ts';
import type { Verdict } from './rule.ts';
import { DIAGNOSIS_RULES } from './rules.ts';

/** Answers the cause of the first rule, in order of precedence, that applies. Each cause before it is ruled out. */
export const diagnose = (assessed: Assessed): Diagnosis => {
  const ruledOut = new Map<Cause, string>();
  for (const { cause, judge } of DIAGNOSIS_RULES) {
    const verdict = judge(assessed);
    if (verdict.kind === 'is') return toDiagnosis(cause, verdict, ruledOut);
    const before = ruledOut.get(cause);
    ruledOut.set(cause, before === undefined ? verdict.why : `${before}; ${verdict.why}`);
  }
  return { cause: 'none', confirmed: true, restartHelps: false, evidence: [], ruledOut: toList(ruledOut) };
};

/** Lists each cause once, with the reasons of all of its rules. */
const toList = (ruledOut: ReadonlyMap<Cause, string>): readonly RuledOut[] =>
  [...ruledOut].map(([cause, why]) => ({ cause, why }));

const toDiagnosis = (
  cause: Cause,
  { evidence, subject }: Extract<Verdict, { kind: 'is' }>,
  ruledOut: ReadonlyMap<Cause, string>,
): Diagnosis => ({
  cause,
  ...(subject === undefined ? {} : { subject }),
  confirmed: evidence.length === 0 || evidence.some(isConfirmed),
  restartHelps: RESTART_HELPS[cause] || evidence.some(({ meaning }) => meaning && meaningOf(meaning).restartHelps),
  evidence,
  ruledOut: toList(ruledOut).filter((other) => other.cause !== cause),
});
