// Unit layer: the treatable gate.
import { causeIsTreatable } from '#shared/domain/gates/treatable.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import { RESTART_HELPS } from '#shared/domain/model/reasons.ts';
import { aResetBreakerPlan, aRollBackPlan, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { answerOf } from './answer-of.ts';

it('the treatable gate: stop-task treats only the causes that a restart can cure', () => {
  const treated = CAUSES.filter((cause) => answerOf(causeIsTreatable, { plan: aStopTaskPlan({ cause }) }) === 'pass');
  expect(treated).toEqual(['instance-unhealthy', 'instance-grey', 'memory-leak']);
  expect(treated).toEqual(CAUSES.filter((cause) => RESTART_HELPS[cause]));
});

it.each([
  { plan: aRollBackPlan(), answer: 'pass' },
  { plan: aRollBackPlan({ cause: 'image-unavailable' }), answer: 'pass' },
  { plan: aRollBackPlan({ cause: 'initialization-failure' }), answer: 'pass' },
  { plan: aRollBackPlan({ cause: 'network-path' }), answer: 'not-treatable' },
  { plan: aRollBackPlan({ cause: 'capacity-shortage' }), answer: 'not-treatable' },
  { plan: aRollBackPlan({ cause: 'dependency-down' }), answer: 'not-treatable' },
  { plan: aResetBreakerPlan(), answer: 'pass' },
  { plan: aResetBreakerPlan({ cause: 'dependency-down' }), answer: 'not-treatable' },
])('the treatable gate, $plan.action for $plan.cause: $answer', ({ plan, answer }) => {
  expect(answerOf(causeIsTreatable, { plan })).toBe(answer);
});
