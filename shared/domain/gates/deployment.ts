import { isRollingOut } from '../evidence/releases.ts';
import { valueIn } from '../model/part.ts';
import { type Gate, hold, pass, refuse } from './gate.ts';

/**
 * Allows only a rollback while a deployment is in progress: any other action triggers its circuit breaker or conflicts with it. A
 * service that does not use rolling updates runs two sets of tasks and has its own way to roll back.
 */
export const noDeploymentRunning: Gate = ({ observation, plan }) => {
  const ecs = valueIn(observation.ecs);
  const deployments = ecs?.deployments.length ?? 0;
  const isRolled = ecs === undefined || (ecs.controller === 'ECS' && ecs.strategy === 'ROLLING');
  if (!isRolled && plan.action !== 'reset-breaker') return refuse('deployment', 'not-rolling', { deployments });
  if (plan.action === 'roll-back') return pass('deployment', { deployments });
  if (ecs === undefined || isRollingOut(ecs)) return hold('deployment', 'deployment-in-progress', 15, { deployments });
  return pass('deployment', { deployments });
};
