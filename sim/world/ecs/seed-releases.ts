import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { Deployment, ServiceDeployment, WorldState } from '../state.ts';
import { createDeployment, createRevision, createServiceDeployment } from './deployment-records.ts';
import type { WorldServiceSpec } from './service-spec.ts';
import { registerTaskDefinition } from './task-definitions.ts';

/** Duration of the rollouts of past releases. */
const PAST_ROLLOUT_MS = 4 * MINUTE;

/** Creates the completed deployment of a past release. */
export const seedDeployment = (
  world: WorldState,
  spec: WorldServiceSpec,
  { revision: number, image, ageSeconds }: WorldServiceSpec['releases'][number],
): Deployment => {
  const createdAt = world.clock.now() - ageSeconds * SECOND;
  const definition = {
    ...registerTaskDefinition(world, { family: spec.name, image, bootSeconds: spec.bootSeconds, revision: number }),
    registeredAt: createdAt - MINUTE,
  };
  world.definitions.set(definition.arn, definition);
  const deployment = createDeployment(world, { ...createRevision(world, spec.name, definition), createdAt });
  return {
    ...deployment,
    createdAt,
    updatedAt: createdAt + PAST_ROLLOUT_MS,
    rolloutState: 'COMPLETED',
    rolloutStateReason: `ECS deployment ${deployment.id} completed.`,
  };
};

/** Creates the successful service deployments of past deployments, in the same order. */
export const seedServiceDeployments = (
  world: WorldState,
  spec: WorldServiceSpec,
  deployments: readonly Deployment[],
): readonly ServiceDeployment[] =>
  deployments.map((deployment, index) => ({
    ...createServiceDeployment(world, spec, { source: deployments[index - 1]?.revision, deployment }),
    finishedAt: deployment.updatedAt,
    status: 'SUCCESSFUL',
  }));
