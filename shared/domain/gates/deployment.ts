import { isRollingOut } from '../evidence/releases.ts';
import type { EcsService } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import type { Plan } from '../model/plan.ts';
import { type Gate, hold, pass, refuse } from './gate.ts';

/**
 * Allows only a rollback while a deployment is in progress: any other action triggers its circuit breaker or conflicts with it. A
 * deployment that shifts traffic between two sets of tasks can be stopped, but not be replaced by another one. What CodeDeploy or an
 * external controller deploys is theirs to roll back.
 */
export const noDeploymentRunning: Gate = ({ observation, plan }) => {
  const ecs = valueIn(observation.ecs);
  const deployments = ecs?.deployments.length ?? 0;
  const isForeign = ecs !== undefined && ecs.controller !== 'ECS';
  if (isForeign && plan.action !== 'reset-breaker') return refuse('deployment', 'not-rolling', { deployments });
  if (ecs === undefined)
    return plan.action === 'roll-back'
      ? pass('deployment', { deployments })
      : hold('deployment', 'deployment-in-progress', 15, { deployments });
  return isRollingOut(ecs) && !endsDeployment(plan, ecs)
    ? hold('deployment', 'deployment-in-progress', 15, { deployments })
    : pass('deployment', { deployments });
};

const endsDeployment = (plan: Plan, { strategy }: EcsService): boolean =>
  plan.action === 'roll-back' && (plan.step === 'stop-deployment' || strategy === 'ROLLING');
