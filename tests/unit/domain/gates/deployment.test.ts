// Unit layer: the deployment gate.
import { noDeploymentRunning } from '#shared/domain/gates/deployment.ts';
import { aResetBreakerPlan, aRollBackPlan } from '#tests/builders/an-incident.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { answerOf } from './answer-of.ts';

it.each<{ what: string; state: ServiceState; answer: string }>([
  { what: 'no deployment in progress', state: {}, answer: 'pass' },
  {
    what: 'a deployment in progress',
    state: { deployments: [{ rolloutState: 'IN_PROGRESS' }] },
    answer: 'deployment-in-progress',
  },
  { what: 'two deployments', state: { deployments: [{}, { status: 'ACTIVE' }] }, answer: 'deployment-in-progress' },
  { what: 'unknown deployments', state: { missing: { ecs: 'throttled' } }, answer: 'deployment-in-progress' },
])('the deployment gate, a service with $what: $answer, but a roll-back passes', ({ state, answer }) => {
  expect(answerOf(noDeploymentRunning, state)).toBe(answer);
  expect(answerOf(noDeploymentRunning, { ...state, plan: aResetBreakerPlan() })).toBe(answer);
  expect(answerOf(noDeploymentRunning, { ...state, plan: aRollBackPlan() })).toBe('pass');
});

it.each([
  { controller: 'CODE_DEPLOY' },
  { controller: 'EXTERNAL' },
  { strategy: 'BLUE_GREEN' },
  { strategy: 'LINEAR' },
  { strategy: 'CANARY' },
] as const)(
  'the deployment gate, a service without rolling updates, $controller$strategy: not-rolling, but a reset passes',
  (ecs) => {
    expect(answerOf(noDeploymentRunning, { ecs })).toBe('not-rolling');
    expect(answerOf(noDeploymentRunning, { ecs, plan: aRollBackPlan() })).toBe('not-rolling');
    expect(answerOf(noDeploymentRunning, { ecs, plan: aResetBreakerPlan() })).toBe('pass');
  },
);
