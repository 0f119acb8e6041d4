// Changes of what is known about the past and about other services.
import { primaryOf } from '#shared/domain/evidence/releases.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import type { Release } from '#shared/domain/model/release.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { withPart } from './parts.ts';

/** The history lists the release of the current revision and goes further back. The oldest known release is now of a revision that was replaced after five minutes, and that checks saw healthy for one. */
export const withShortLivedRevision = (evidence: Evidence): Evidence | undefined => {
  const ecs = valueIn(evidence.observation.ecs);
  const releases = valueIn(evidence.observation.releases);
  const primary = ecs && primaryOf(ecs);
  const isListed = releases?.some(({ taskDefinition }) => taskDefinition === primary?.taskDefinition);
  if (releases === undefined || primary === undefined || isListed !== true) return undefined;
  const oldestAt = Math.min(primary.createdAt, ...releases.map(({ createdAt }) => createdAt));
  const family = primary.taskDefinition.slice(0, primary.taskDefinition.lastIndexOf(':'));
  const known = [primary.taskDefinition, ...releases.map(({ taskDefinition }) => taskDefinition)];
  const taskDefinition = `${family}:${Math.min(...known.map(revisionOf)) - 1}`;
  const shortLived: Release = {
    arn: `${ecs?.arn.replace(':service/', ':service-deployment/')}/shortlived`,
    status: 'SUCCESSFUL',
    taskDefinition,
    before: [],
    createdAt: oldestAt - 8 * MINUTE,
    finishedAt: oldestAt - 5 * MINUTE,
  };
  const released = withPart(evidence, 'releases', (all) => [...all, shortLived]);
  return withPart(released, 'baseline', (baseline) => ({
    ...baseline,
    revisions: [
      ...baseline.revisions,
      { taskDefinition, firstAt: oldestAt - 5 * MINUTE, lastAt: oldestAt - 4 * MINUTE, healthyMs: MINUTE },
    ],
  }));
};

const revisionOf = (taskDefinition: string): number =>
  Number(taskDefinition.slice(taskDefinition.lastIndexOf(':') + 1));

/** Three unhealthy services are a storm by their share of the fleet, which one more service changes. */
const STORM_BY_SHARE = 3;

/** One more service is watched, and it is healthy. */
export const withHealthyNeighbour = (evidence: Evidence): Evidence | undefined =>
  valueIn(evidence.observation.fleet)?.unhealthy === STORM_BY_SHARE
    ? undefined
    : withPart(evidence, 'fleet', (fleet) => ({ ...fleet, services: fleet.services + 1 }));
