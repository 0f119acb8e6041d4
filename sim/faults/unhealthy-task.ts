import { type Fault, isComplete, routableTasks, serviceNamed, someTask } from './fault.ts';

/** Nothing to do: the load balancer finds it unhealthy, and ECS replaces it, starting the new one first. */
export const unhealthyTask: Fault = {
  name: 'unhealthy-task',
  summary: 'one task fails its health check; ECS replaces it',
  plan: (random) => {
    const lot = random.next();
    return {
      name: 'unhealthy-task',
      details: { lot: lot.toFixed(3) },
      inject: (world, name) => {
        const service = serviceNamed(world, name);
        const task = someTask(world, service, lot);
        const onset = world.clock.now();
        task.condition = 'failing-health-check';
        return {
          onset: () => onset,
          cured: () => isComplete(world, service) && !routableTasks(world, service).includes(task),
          clear: () => {
            task.condition = 'ok';
          },
        };
      },
    };
  },
};
