import type { WorldState } from '../world/state.ts';
import { deploymentOperations } from './ecs-deployments.ts';
import { serviceOperations } from './ecs-services.ts';
import { taskOperations } from './ecs-tasks.ts';

/** Amazon ECS for the services and tasks of the world. */
export const ecsOperations = (world: WorldState) => ({
  ...serviceOperations(world),
  ...taskOperations(world),
  ...deploymentOperations(world),
});
