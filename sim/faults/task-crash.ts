import { exitTask } from '../world/ecs/tasks.ts';
import { isComplete, usersAreServed } from '../world/service-health.ts';
import { type Fault, pickTask } from './fault.ts';

/** ECS starts a replacement, so the medic has nothing to do. */
export const taskCrash: Fault = {
  name: 'task-crash',
  summary: 'one task exits with 1; ECS replaces it',
  plan: (random) => {
    const draw = random.next();
    return {
      name: 'task-crash',
      details: { draw: draw.toFixed(3) },
      inject: (world, name) => {
        const service = world.service(name);
        const onset = world.clock.now();
        exitTask(world, service, pickTask(world, service, draw), 1);
        return { onset: () => onset, isRecovered: () => isComplete(world, service) && usersAreServed(service) };
      },
    };
  },
};
