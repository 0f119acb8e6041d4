import type { Evidence } from '../model/evidence.ts';
import type { Deployment, EcsService } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { Plan } from '../model/plan.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { primaryOf } from './releases.ts';

/** An operator or another system made this change, not the medic. CloudTrail recorded it, or ECS shows it. */
export type RecentChange =
  | { readonly kind: 'recorded'; readonly at: Instant; readonly what: string; readonly by: string }
  | { readonly kind: 'deployment'; readonly at: Instant; readonly id: string; readonly taskDefinition: string }
  | { readonly kind: 'task-stopped'; readonly at: Instant; readonly task: string };

/** Changes depend on all of the evidence but the policy. */
type ChangeEvidence = Omit<Evidence, 'policy'>;

/** An operator who changes a service watches the effect for about this long (engineering judgement). */
export const ACTIVITY_WINDOW_MS = 5 * MINUTE;

/**
 * Answers the changes of the last five minutes, newest first. A moment equally far in the future counts as well, so that clock skew
 * hides no change. CloudTrail is minutes late and may be unreadable, so deployments and stopped tasks count too.
 */
export const recentChanges = (evidence: ChangeEvidence): readonly RecentChange[] => {
  const { observation, now } = evidence;
  const ecs = valueIn(observation.ecs);
  const changes = [
    ...itemsOf(observation.changes).map((change): RecentChange => ({ kind: 'recorded', ...change })),
    ...(ecs?.deployments ?? []).filter((deployment) => !isOwnDeployment(deployment, evidence)).map(toChange),
    ...itemsOf(observation.stoppedTasks)
      .filter(({ stopCode }) => stopCode === STOPPED_BY_OPERATOR)
      .map(({ id, stoppedAt }): RecentChange => ({ kind: 'task-stopped', at: stoppedAt, task: id })),
  ];
  return changes.filter(({ at }) => Math.abs(now - at) < ACTIVITY_WINDOW_MS).sort((a, b) => b.at - a.at);
};

/**
 * ECS sets this stop code for StopTask, which the medic never calls:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
const STOPPED_BY_OPERATOR = 'UserInitiated';

const toChange = ({ id, taskDefinition, createdAt }: Deployment): RecentChange => ({
  kind: 'deployment',
  at: createdAt,
  id,
  taskDefinition,
});

/** A deployment this soon after a roll-back by the medic is the roll-back itself. */
const OWN_DEPLOYMENT_WITHIN_MS = 2 * MINUTE;

const isOwnDeployment = ({ createdAt }: Deployment, evidence: ChangeEvidence): boolean =>
  rollBacks(evidence).some((at) => createdAt >= at && createdAt - at <= OWN_DEPLOYMENT_WITHIN_MS);

const rollBacks = ({ history: { incident, pastActions } }: ChangeEvidence): readonly Instant[] => [
  ...pastActions.filter(({ action }) => action === 'roll-back').map(({ at }) => at),
  ...(incident?.attempts ?? [])
    .flatMap(({ steps }) => steps)
    .filter(({ plan, outcome }) => plan.action === 'roll-back' && MAY_HAVE_ACTED.has(outcome.kind))
    .map(({ reservedAt }) => reservedAt),
];

const MAY_HAVE_ACTED: ReadonlySet<string> = new Set(['begun', 'done', 'failed']);

/** CloudTrail records the call shortly before ECS creates the deployment. */
const SAME_CHANGE_WITHIN_MS = MINUTE;

/** True when the plan reverts the change: the newest deployment, or the call that created it. */
export const isReversalOf = (plan: Plan, change: RecentChange, ecs: EcsService): boolean => {
  const primary = primaryOf(ecs);
  if (plan.action !== 'roll-back' || primary === undefined) return false;
  switch (change.kind) {
    case 'deployment':
      return change.id === primary.id;
    case 'recorded':
      return change.what === 'UpdateService' && Math.abs(change.at - primary.createdAt) <= SAME_CHANGE_WITHIN_MS;
    case 'task-stopped':
      return false;
  }
};
