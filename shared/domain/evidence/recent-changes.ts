import type { Evidence } from '../model/evidence.ts';
import type { Deployment, EcsService } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { Plan } from '../model/plan.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { primaryOf } from './releases.ts';

/** Something that somebody other than the medic did to the service: as CloudTrail recorded it, or as ECS itself shows it. */
export type RecentChange =
  | { readonly kind: 'recorded'; readonly at: Instant; readonly what: string; readonly by: string }
  | { readonly kind: 'deployment'; readonly at: Instant; readonly id: string; readonly taskDefinition: string }
  | { readonly kind: 'task-stopped'; readonly at: Instant; readonly task: string };

/** The evidence without the policy, which says nothing about changes. */
type Changes = Omit<Evidence, 'policy'>;

/** Whoever changes a service looks at what comes of it for about this long. Engineering judgement. */
export const ACTIVITY_WINDOW_MS = 5 * MINUTE;

/**
 * What somebody did to the service in the last five minutes, newest first. A clock ahead of ours changes nothing: a moment that far
 * in the future counts as well. CloudTrail is minutes late and may not be readable, so the deployments and stopped tasks count too.
 */
export const recentChanges = (evidence: Changes): readonly RecentChange[] => {
  const { observation, now } = evidence;
  const ecs = valueIn(observation.ecs);
  const changes = [
    ...itemsOf(observation.changes).map((change): RecentChange => ({ kind: 'recorded', ...change })),
    ...(ecs?.deployments ?? []).filter((deployment) => !isOwn(deployment, evidence)).map(asChange),
    ...itemsOf(observation.stoppedTasks)
      .filter(({ stopCode }) => stopCode === STOPPED_BY_A_PERSON)
      .map(({ id, stoppedAt }): RecentChange => ({ kind: 'task-stopped', at: stoppedAt, task: id })),
  ];
  return changes.filter(({ at }) => Math.abs(now - at) < ACTIVITY_WINDOW_MS).sort((a, b) => b.at - a.at);
};

/** By StopTask, which the medic never calls: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
const STOPPED_BY_A_PERSON = 'UserInitiated';

const asChange = ({ id, taskDefinition, createdAt }: Deployment): RecentChange => ({
  kind: 'deployment',
  at: createdAt,
  id,
  taskDefinition,
});

/** A deployment that comes this soon after the medic rolled back is what it rolled back to. */
const OWN_WITHIN_MS = 2 * MINUTE;

const isOwn = ({ createdAt }: Deployment, evidence: Changes): boolean =>
  rollBacks(evidence).some((at) => createdAt >= at && createdAt - at <= OWN_WITHIN_MS);

const rollBacks = ({ history: { incident, pastActions } }: Changes): readonly Instant[] => [
  ...pastActions.filter(({ action }) => action === 'roll-back').map(({ at }) => at),
  ...(incident?.attempts ?? [])
    .flatMap(({ steps }) => steps)
    .filter(({ plan, outcome }) => plan.action === 'roll-back' && MAY_HAVE_ACTED.has(outcome.kind))
    .map(({ reservedAt }) => reservedAt),
];

const MAY_HAVE_ACTED: ReadonlySet<string> = new Set(['begun', 'done', 'failed']);

/** CloudTrail has the call a moment before ECS has the deployment. */
const SAME_CHANGE_WITHIN_MS = MINUTE;

/** Whether the plan takes back this very change: the newest deployment, and the call that made it. */
export const isTakenBackBy = (plan: Plan, change: RecentChange, ecs: EcsService): boolean => {
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
