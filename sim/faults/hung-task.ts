import { routableTasks, usersAreServed } from '../world/service-health.ts';
import { type Fault, pickTask } from './fault.ts';

/** ECS never replaces such a task, because it passes its health check. */
export const hungTask: Fault = {
  name: 'hung-task',
  summary: 'one task answers its health check and nothing else',
  plan: (random) => {
    const draw = random.next();
    return {
      name: 'hung-task',
      details: { draw: draw.toFixed(3) },
      inject: (world, name) => {
        const service = world.service(name);
        const task = pickTask(world, service, draw);
        const onset = world.clock.now();
        task.condition = 'hung';
        return {
          onset: () => onset,
          isRecovered: () =>
            routableTasks(world, service).every(({ condition }) => condition !== 'hung') && usersAreServed(service),
          clear: () => {
            task.condition = 'ok';
          },
        };
      },
    };
  },
};
