import { isComplete, routableTasks } from '../world/service-health.ts';
import { type Fault, pickTask } from './fault.ts';

/** ECS starts a replacement before it stops the unhealthy task, so the medic has nothing to do. */
export const unhealthyTask: Fault = {
  name: 'unhealthy-task',
  summary: 'one task fails its health check; ECS replaces it',
  plan: (random) => {
    const draw = random.next();
    return {
      name: 'unhealthy-task',
      details: { draw: draw.toFixed(3) },
      inject: (world, name) => {
        const service = world.service(name);
        const task = pickTask(world, service, draw);
        const onset = world.clock.now();
        task.condition = 'failing-health-check';
        return {
          onset: () => onset,
          isRecovered: () => isComplete(world, service) && !routableTasks(world, service).includes(task),
          clear: () => {
            task.condition = 'ok';
          },
        };
      },
    };
  },
};
