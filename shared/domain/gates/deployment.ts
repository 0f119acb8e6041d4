import { isRollingOut } from '../findings/releases.ts';
import { valueIn } from '../part.ts';
import { type Gate, hold, pass } from './gate.ts';

/** While a deployment runs, only rolling it back is safe: anything else feeds its circuit breaker or fights it. */
export const noDeploymentRunning: Gate = ({ observation, plan }) => {
  const ecs = valueIn(observation.ecs);
  const deployments = ecs?.deployments.length ?? 0;
  if (plan.action === 'roll-back') return pass('deployment', { deployments });
  if (ecs === undefined || isRollingOut(ecs)) return hold('deployment', 'deployment-in-progress', 15, { deployments });
  return pass('deployment', { deployments });
};
