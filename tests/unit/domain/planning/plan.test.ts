// Unit layer: what is planned for each cause, and how a pending attempt without data goes on.
import { CAUSES } from '#shared/domain/model/cause.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import { continueAttempt } from '#shared/domain/planning/continue.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { aPendingAttempt, aResetBreakerPlan, aRollBackPlan, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import type { PartName } from '#tests/builders/service-state.ts';
import { plannedFor, progressAfter } from './in-short.ts';

it.each([
  { cause: 'none', planned: 'wait: healthy' },
  { cause: 'in-transition', planned: 'wait: in-transition' },
  { cause: 'intended', planned: 'wait: intended-state' },
  { cause: 'platform-maintenance', planned: 'wait: in-transition' },
  { cause: 'dependency-down', planned: 'wait: dependency-blip' },
  { cause: 'unknown', planned: 'escalate: cause-unknown' },
  { cause: 'instance-grey', planned: 'stop-task surge' },
] as const)('the cause $cause comes to $planned', ({ cause, planned }) => {
  expect(plannedFor(cause)).toBe(planned);
});

it('causes without a treatment are escalated for manual action', () => {
  expect(CAUSES.filter((cause) => plannedFor(cause) === 'escalate: manual-action-required')).toEqual([
    'out-of-memory',
    'memory-leak',
    'crash-loop',
    'image-unavailable',
    'initialization-failure',
    'capacity-shortage',
    'overload',
    'no-targets',
    'target-misconfiguration',
    'network-path',
    'load-balancer-fault',
    'az-impairment',
  ]);
});

it('an unknown cause for lack of data is escalated as insufficient data', () => {
  expect(plannedFor('unknown', { finding: { id: 'essentials-unreadable' } })).toBe('escalate: insufficient-data');
});

it.each([
  { seconds: 44, planned: 'wait: dependency-blip' },
  { seconds: 45, planned: 'escalate: dependency-is-down' },
  { seconds: 46, planned: 'escalate: dependency-is-down' },
])('a dependency that is down for $seconds s: $planned', ({ seconds, planned }) => {
  expect(plannedFor('dependency-down', { finding: { since: secondsAgo(seconds) } })).toBe(planned);
});

it('an outage of a dependency is as old as the first of several findings', () => {
  const evidence = [aFinding({ since: NOW }), aFinding({ since: secondsAgo(45) })];
  expect(plannedFor('dependency-down', { evidence })).toBe('escalate: dependency-is-down');
});

it.each([
  { minutes: 9.9, planned: 'wait: in-transition' },
  { minutes: 10, planned: 'escalate: manual-action-required' },
  { minutes: 10.1, planned: 'escalate: manual-action-required' },
])('platform maintenance for $minutes minutes: $planned', ({ minutes, planned }) => {
  expect(plannedFor('platform-maintenance', { finding: { since: minutesAgo(minutes) } })).toBe(planned);
});

it.each<{ plan: Plan; part: PartName }>([
  { plan: aStopTaskPlan(), part: 'ecs' },
  { plan: aStopTaskPlan(), part: 'tasks' },
  { plan: aStopTaskPlan({ step: 'retire' }), part: 'ecs' },
  { plan: aStopTaskPlan({ step: 'retire' }), part: 'tasks' },
  { plan: aRollBackPlan(), part: 'ecs' },
  { plan: aRollBackPlan(), part: 'tasks' },
  { plan: aResetBreakerPlan(), part: 'breakers' },
])('$plan.action, step $plan.step, waits while $part cannot be read', ({ plan, part }) => {
  expect(progressAfter(plan, { missing: { [part]: 'throttled' } })).toBe('wait: insufficient-data');
});

it('an attempt without a step did not work', () => {
  const observed = { observation: service(), now: NOW };
  expect(continueAttempt(aPendingAttempt({ steps: [] }), observed)).toEqual({ kind: 'ended', verdict: 'did-not-work' });
});
