import type { HealthyRevision } from '../model/baseline.ts';
import type { Deployment, Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { Release } from '../model/release.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** A revision is proven once it has served for this long (engineering judgement). */
const PROVEN_AFTER_MS = 10 * MINUTE;

const byNewest = (releases: readonly Release[]): readonly Release[] =>
  releases.toSorted((a, b) => b.createdAt - a.createdAt);

/** The release of the history that proves a revision, or the time since which earlier checks have seen it healthy. */
interface Proof {
  readonly taskDefinition: string;
  readonly by: Release | Instant;
  /** The last instant at which the revision served well. */
  readonly until: Instant;
}

/**
 * Answers the revisions whose deployment completed, that served for ten minutes before they were replaced, and that were not
 * themselves replaced by an older revision. With early success criteria the end of a deployment does not prove that all of its tasks
 * ever were healthy, so only checks that saw them prove the revision.
 */
const provenByHistory = (newestFirst: readonly Release[]): readonly Proof[] =>
  newestFirst.flatMap((release, index) => {
    const { status, finishedAt, taskDefinition } = release;
    if (status !== 'SUCCESSFUL' || finishedAt === undefined || wasUndone(newestFirst, index)) return [];
    const until = newestFirst[index - 1]?.createdAt ?? Number.POSITIVE_INFINITY;
    return until - finishedAt >= PROVEN_AFTER_MS ? { taskDefinition, by: release, until } : [];
  });

/** True when the release after it went back to an older revision. */
const wasUndone = (newestFirst: readonly Release[], index: number): boolean => {
  const successor = newestFirst[index - 1];
  return newestFirst.slice(index + 1).some(({ taskDefinition }) => taskDefinition === successor?.taskDefinition);
};

/** ECS shows the deployments of 90 days. What earlier checks have seen healthy reaches further back. */
const provenByBaseline = ({ baseline }: Observation, newestFirst: readonly Release[]): readonly Proof[] =>
  (valueIn(baseline)?.revisions ?? [])
    .filter((revision) => isLongHealthy(revision) && !isDoubtful(revision, newestFirst))
    .map(({ taskDefinition, firstAt, lastAt }) => ({ taskDefinition, by: firstAt, until: lastAt }));

const isLongHealthy = ({ healthyMs }: HealthyRevision): boolean => healthyMs >= PROVEN_AFTER_MS;

const GOOD_SO_FAR: ReadonlySet<Release['status']> = new Set(['SUCCESSFUL', 'IN_PROGRESS', 'PENDING']);

/** True when the newest release of the revision failed or was undone. */
const isDoubtful = ({ taskDefinition }: HealthyRevision, newestFirst: readonly Release[]): boolean => {
  const index = newestFirst.findIndex((release) => release.taskDefinition === taskDefinition);
  const newest = newestFirst[index];
  return newest !== undefined && (!GOOD_SO_FAR.has(newest.status) || wasUndone(newestFirst, index));
};

const proofsIn = (observation: Observation): readonly Proof[] => {
  const newestFirst = byNewest(itemsOf(observation.releases));
  const completesEarly = valueIn(observation.ecs)?.earlySuccess !== undefined;
  return [...(completesEarly ? [] : provenByHistory(newestFirst)), ...provenByBaseline(observation, newestFirst)];
};

/** Answers the task definitions that served well before the current one, the last one first. */
export const provenRevisions = (observation: Observation, current: string): readonly string[] => {
  const latestFirst = proofsIn(observation).toSorted((a, b) => b.until - a.until);
  return [...new Set(latestFirst.map(({ taskDefinition }) => taskDefinition))].filter((proven) => proven !== current);
};

/** Answers the task definition that served last and well before the current one. */
export const lastProven = (observation: Observation, current: string): string | undefined =>
  provenRevisions(observation, current)[0];

/** Answers the proven revision that ECS accepts: the last one that is not known to be deregistered. */
export const lastDeployable = (observation: Observation, current: string): string | undefined =>
  provenRevisions(observation, current).find((revision) => !isDeregistered(observation, revision));

const isDeregistered = ({ rollBackTargets }: Observation, revision: string): boolean =>
  itemsOf(rollBackTargets).some(({ arn, status }) => arn === revision && status !== 'ACTIVE');

/** True unless the deployment returns to an earlier revision or repeats the one before it. Neither brings anything new. */
export const isNewRevision = (observation: Observation, deployment: Deployment): boolean => {
  const before = replacedBy(observation, deployment);
  const isRepeated = before.length > 0 && before.every((other) => other === deployment.taskDefinition);
  return !isRepeated && !isGoingBack(observation, deployment);
};

/** True when the deployment returns to an earlier revision: a lower number of the same family, or one that was proven before. */
export const isGoingBack = (observation: Observation, deployment: Deployment): boolean => {
  const before = replacedBy(observation, deployment).filter((other) => other !== deployment.taskDefinition);
  return (
    before.length > 0 &&
    (before.some((other) => isLower(deployment.taskDefinition, other)) || wasProvenBefore(observation, deployment))
  );
};

/** Answers the revisions that the deployment replaces, as far as ECS lists them. */
const replacedBy = (observation: Observation, { taskDefinition }: Deployment): readonly string[] => {
  const newestFirst = byNewest(itemsOf(observation.releases));
  const [newest] = newestFirst;
  const others = (valueIn(observation.ecs)?.deployments ?? [])
    .map((other) => other.taskDefinition)
    .filter((other) => other !== taskDefinition);
  if (newest === undefined) return others;
  const isOwn = newest.taskDefinition === taskDefinition;
  return [...others, ...(isOwn ? beforeOf(newest, newestFirst) : [newest.taskDefinition])];
};

const ROLLED_BACK: ReadonlySet<Release['status']> = new Set(['ROLLBACK_SUCCESSFUL', 'ROLLBACK_IN_PROGRESS']);

/** Skips releases that ECS rolled back, because their revisions no longer ran. */
const beforeOf = (release: Release, newestFirst: readonly Release[]): readonly string[] => {
  if (release.before.length > 0) return release.before;
  const before = newestFirst.find(({ createdAt, status }) => createdAt < release.createdAt && !ROLLED_BACK.has(status));
  return before === undefined ? [] : [before.taskDefinition];
};

const wasProvenBefore = (observation: Observation, deployment: Deployment): boolean => {
  const [newest] = byNewest(itemsOf(observation.releases));
  return proofsIn(observation).some(
    ({ taskDefinition, by }) =>
      taskDefinition === deployment.taskDefinition &&
      (typeof by === 'number' ? by < deployment.createdAt : by !== newest),
  );
};

/** Revisions of one family are numbered upwards: `arn:aws:ecs:us-east-1:123456789012:task-definition/registry:42`. */
const isLower = (taskDefinition: string, other: string): boolean => {
  const [family, revision] = splitRevision(taskDefinition);
  const [otherFamily, otherRevision] = splitRevision(other);
  return family === otherFamily && revision < otherRevision;
};

const splitRevision = (taskDefinition: string): readonly [family: string, revision: number] => {
  const colon = taskDefinition.lastIndexOf(':');
  return [taskDefinition.slice(0, colon), Number(taskDefinition.slice(colon + 1))];
};
