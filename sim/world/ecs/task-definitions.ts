import { taskDefinitionArn } from '../arns.ts';
import type { ReleaseQuality, TaskDefinition, WorldState } from '../state.ts';

export interface NewTaskDefinition {
  readonly family: string;
  readonly image: string;
  readonly bootSeconds: TaskDefinition['bootSeconds'];
  readonly quality?: ReleaseQuality;
  /** The next revision of the family by default. */
  readonly revision?: number;
}

/** Registers a revision of a task definition family. */
export const registerTaskDefinition = (world: WorldState, registration: NewTaskDefinition): TaskDefinition => {
  const {
    family,
    image,
    bootSeconds,
    quality = { kind: 'good' },
    revision = nextRevision(world, family),
  } = registration;
  const definition: TaskDefinition = {
    arn: taskDefinitionArn(world, family, revision),
    family,
    revision,
    image,
    registeredAt: world.clock.now(),
    bootSeconds,
    quality,
  };
  world.definitions.set(definition.arn, definition);
  return definition;
};

const nextRevision = ({ definitions }: WorldState, family: string): number => {
  const revisions = [...definitions.values()].filter((definition) => definition.family === family);
  return Math.max(0, ...revisions.map(({ revision }) => revision)) + 1;
};
