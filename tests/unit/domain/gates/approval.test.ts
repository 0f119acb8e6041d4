// Unit layer: the approval gate.
import { planIsApproved } from '#shared/domain/gates/approval.ts';
import { canonicalPlan } from '#shared/domain/model/canonical-plan.ts';
import type { OpenIncident } from '#shared/domain/model/incident.ts';
import type { Mode } from '#shared/domain/model/policy.ts';
import { anAttempt, anIncident, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { situation } from '#tests/builders/given.ts';
import { answerOf } from './answer-of.ts';

const plan = aStopTaskPlan();
const approved = anIncident({ approvedPlan: canonicalPlan(plan) });
const begun = anIncident({ attempts: [anAttempt()] });
const changed = aStopTaskPlan({ desiredCount: 5 });

interface Row {
  readonly what: string;
  readonly incident: OpenIncident | undefined;
  readonly mode?: Mode;
  readonly plan?: typeof plan;
  readonly answer: string;
}

it.each<Row>([
  { what: 'without an approval', incident: anIncident(), answer: 'awaiting-approval' },
  { what: 'without an incident', incident: undefined, answer: 'awaiting-approval' },
  { what: 'that was approved', incident: approved, answer: 'pass' },
  { what: 'in mode auto', incident: anIncident(), mode: 'auto', answer: 'pass' },
  { what: 'for a further step of a pending attempt', incident: begun, answer: 'pass' },
  { what: 'with another count than approved', incident: approved, plan: changed, answer: 'awaiting-approval' },
])('the approval gate, a plan $what: $answer', ({ incident, mode = 'approve', answer, ...given }) => {
  expect(answerOf(planIsApproved, { ...situation({ plan, ...given, policy: { mode } }), incident })).toBe(answer);
});
