import { scheduleOf } from '../evidence/deployment-schedule.ts';
import { hasCompletedEarly, NEW_FOR_MS, primaryOf } from '../evidence/releases.ts';
import { lastSegment } from '../model/arn.ts';
import type { Deployment, EcsService } from '../model/observation.ts';
import { valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { FindingRule } from './rule.ts';

/**
 * The deployment completed by its early success criteria. It explains missing tasks for as long as the deployment could have taken;
 * afterwards `overdue` is 1. A deployment that is no longer new explains only the older tasks beside it.
 */
export const deploymentCompletedEarly: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  const primary = ecs && primaryOf(ecs);
  if (ecs?.earlySuccess === undefined || primary === undefined || !hasCompletedEarly(ecs)) return [];
  const older = olderTasks(ecs, primary);
  if (older === 0 && now - primary.createdAt >= NEW_FOR_MS) return [];
  const { healthyPercent, isCleanupDeferred } = ecs.earlySuccess;
  const beside = `, beside ${older} of older revisions${isCleanupDeferred ? ', which ECS stops afterwards' : ''}`;
  const { since, allowedMs } = scheduleOf(ecs, primary, observation);
  const { runningCount: running, desiredCount: desired } = primary;
  return [
    {
      id: 'deployment-completed-early',
      strength: 'hard',
      subject: primary.id,
      at: observation.at,
      numbers: { running, desired, older, ...(now - since > allowedMs && { overdue: 1 }) },
      message: `the deployment of ${lastSegment(primary.taskDefinition)} completed by its early success criteria (${healthyPercent} % healthy), so ECS does not roll it back: ${running} of ${pluralize(desired, 'task')} run${older > 0 ? beside : ''}`,
    },
  ];
};

const olderTasks = ({ deployments }: EcsService, { id }: Deployment): number =>
  deployments.filter((other) => other.id !== id).reduce((sum, { runningCount }) => sum + runningCount, 0);
