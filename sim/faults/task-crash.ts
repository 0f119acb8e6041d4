import { exitTask } from '../world/ecs/tasks.ts';
import { type Fault, isComplete, serviceNamed, someTask, usersAreServed } from './fault.ts';

/** Nothing to do: ECS starts another one. */
export const taskCrash: Fault = {
  name: 'task-crash',
  summary: 'one task exits with 1; ECS replaces it',
  plan: (random) => {
    const lot = random.next();
    return {
      name: 'task-crash',
      details: { lot: lot.toFixed(3) },
      inject: (world, name) => {
        const service = serviceNamed(world, name);
        const onset = world.clock.now();
        exitTask(world, service, someTask(world, service, lot), 1);
        return { onset: () => onset, cured: () => isComplete(world, service) && usersAreServed(world, service) };
      },
    };
  },
};
