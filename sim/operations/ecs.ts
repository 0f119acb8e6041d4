import type { WorldState } from '../world/state.ts';
import { deploymentOperations } from './ecs-deployments.ts';
import { serviceOperations } from './ecs-services.ts';
import { taskOperations } from './ecs-tasks.ts';

/** Amazon ECS over the world: operation by name, as the SDK types them. */
export const ecsOperations = (world: WorldState) => ({
  ...serviceOperations(world),
  ...taskOperations(world),
  ...deploymentOperations(world),
});
