// What a change of the evidence must not do to the decision on it.
import { decide } from '#shared/domain/decide.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Assessment, Decision } from '#shared/domain/model/decision.ts';
import type { Diagnosis } from '#shared/domain/model/diagnosis.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import type { Relation } from './relations.ts';

/** `acts`: it acts now, and did not. `silent`: a fault is no longer reported. The others: the relation allows no such difference. */
export interface Broken {
  readonly promise: 'acts' | 'silent' | 'other cause' | 'other decision';
  readonly before: string;
  readonly after: string;
}

const NO_FAULT: ReadonlySet<Cause> = new Set<Cause>(['none', 'in-transition', 'intended']);

/** What a relation did to one piece of evidence. */
export type Outcome = 'not applicable' | 'kept' | Broken;

const decisions = new WeakMap<Evidence, Assessment>();

/** The same evidence is decided on once, for all relations. */
const decided = (evidence: Evidence): Assessment => {
  const known = decisions.get(evidence) ?? decide(evidence);
  decisions.set(evidence, known);
  return known;
};

/** Answers the first promise that the relation breaks on this evidence. */
export const outcomeOf = (relation: Relation, evidence: Evidence): Outcome => {
  const base = relation.prepare?.(evidence) ?? evidence;
  const changed = relation.change(base);
  return changed === undefined ? 'not applicable' : (brokenPromise(relation, base, changed) ?? 'kept');
};

const brokenPromise = (relation: Relation, base: Evidence, changed: Evidence): Broken | undefined => {
  const before = decided(base);
  const after = decide(changed);
  const broken = (promise: Broken['promise'], show: (assessment: Assessment) => string = inShort) => ({
    promise,
    before: show(before),
    after: show(after),
  });
  if (after.decision.kind === 'act' && before.decision.kind !== 'act') return broken('acts');
  if (reportsFault(before) && isSilent(after)) return broken('silent');
  if (relation.keeps === 'decision') {
    const expected = JSON.stringify(essenceOf(before));
    const got = JSON.stringify(essenceOf(relation.undo?.(after, base) ?? after));
    return expected === got ? undefined : { promise: 'other decision', before: expected, after: got };
  }
  if (!isAllowed(relation, before, after)) return broken('other cause');
  return isOtherAction(before, after) ? broken('other decision', actionIn) : undefined;
};

const reportsFault = ({ diagnosis: { cause }, decision }: Assessment): boolean =>
  !NO_FAULT.has(cause) && decision.kind !== 'none' && decision.kind !== 'resolved';

const isSilent = ({ diagnosis: { cause }, decision }: Assessment): boolean =>
  cause === 'none' || decision.kind === 'none';

const isAllowed = ({ allows }: Extract<Relation, { keeps: 'cause' }>, before: Assessment, after: Assessment): boolean =>
  before.diagnosis.cause === after.diagnosis.cause ||
  allows.some(
    ({ from, to, when }) =>
      from.includes(before.diagnosis.cause) && to.includes(after.diagnosis.cause) && (when?.(before) ?? true),
  );

const actionIn = ({ decision }: Assessment): string =>
  decision.kind === 'act' ? `${decision.plan.action} ${decision.plan.step} ${decision.plan.target}` : decision.kind;

const isOtherAction = (before: Assessment, after: Assessment): boolean =>
  before.decision.kind === 'act' && after.decision.kind === 'act' && actionIn(before) !== actionIn(after);

const inShort = ({ diagnosis: { cause, subject }, decision }: Assessment): string =>
  `${cause}${subject === undefined ? '' : ` of ${subject}`}: ${decision.kind}, ${decision.reason}`;

/** Everything of an assessment but its texts, which quote the evidence, and the order of its lists. */
const essenceOf = ({ report, diagnosis, gates, decision }: Assessment) => ({
  decision: withoutMessage(decision),
  gates: gates.map(({ gate, verdict }) => `${gate} ${verdict}`),
  score: Math.round(1e6 * report.score),
  confidence: Math.round(1e6 * report.confidence),
  ...diagnosedIn(diagnosis),
  findings: inOrder(report.findings),
});

const diagnosedIn = ({ cause, subject, confirmed, restartHelps, ...diagnosis }: Diagnosis) => ({
  cause,
  subject,
  confirmed,
  restartHelps,
  evidence: inOrder(diagnosis.evidence),
  explained: inOrder(diagnosis.explained),
  unexplained: inOrder(diagnosis.unexplained),
  candidates: diagnosis.candidates.map((candidate) => `${candidate.cause} ${candidate.subject}`),
  rivals: diagnosis.rivals.map((rival) => rival.cause),
  ruledOut: diagnosis.ruledOut.map((ruledOut) => ruledOut.cause),
});

const inOrder = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ message: _, ...finding }) => JSON.stringify(sortedKeys(finding))).sort();

const sortedKeys = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));

const withoutMessage = (decision: Decision): object => {
  const plan = 'plan' in decision ? decision.plan : 'would' in decision ? decision.would : undefined;
  if (plan === undefined) return decision;
  const { message: _, ...rest } = plan;
  return { ...decision, plan: rest, would: undefined };
};
