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

it.each([{ controller: 'CODE_DEPLOY' }, { controller: 'EXTERNAL' }] as const)(
  'the deployment gate, a service that $controller deploys: not-rolling, but a reset passes',
  (ecs) => {
    expect(answerOf(noDeploymentRunning, { ecs })).toBe('not-rolling');
    expect(answerOf(noDeploymentRunning, { ecs, plan: aRollBackPlan() })).toBe('not-rolling');
    expect(answerOf(noDeploymentRunning, { ecs, plan: aResetBreakerPlan() })).toBe('pass');
  },
);

describe.each([{ strategy: 'BLUE_GREEN' }, { strategy: 'LINEAR' }, { strategy: 'CANARY' }] as const)(
  'the deployment gate, a service with strategy $strategy',
  (ecs) => {
    const inFlight = { ecs, deployments: [{ rolloutState: 'IN_PROGRESS' }] } as const;
    const stop = aRollBackPlan({ step: 'stop-deployment' });

    it('is treated like any other while no deployment is in progress', () => {
      expect(answerOf(noDeploymentRunning, { ecs })).toBe('pass');
      expect(answerOf(noDeploymentRunning, { ecs, plan: aRollBackPlan() })).toBe('pass');
    });

    it('only has its deployment stopped while one is in progress', () => {
      expect(answerOf(noDeploymentRunning, inFlight)).toBe('deployment-in-progress');
      expect(answerOf(noDeploymentRunning, { ...inFlight, plan: aRollBackPlan() })).toBe('deployment-in-progress');
      expect(answerOf(noDeploymentRunning, { ...inFlight, plan: stop })).toBe('pass');
    });
  },
);

it('the deployment gate, a failed deployment at rest: pass', () => {
  const deployments = [{ rolloutState: 'FAILED' as const }, { status: 'ACTIVE' as const }];
  expect(answerOf(noDeploymentRunning, { deployments })).toBe('pass');
});
