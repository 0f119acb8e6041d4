import { type Fault, routableTasks, serviceNamed, someTask, usersAreServed } from './fault.ts';

/** ECS never replaces such a task: as far as ECS can see, it is well. */
export const hungTask: Fault = {
  name: 'hung-task',
  summary: 'one task answers its health check and nothing else',
  plan: (random) => {
    const lot = random.next();
    return {
      name: 'hung-task',
      details: { lot: lot.toFixed(3) },
      inject: (world, name) => {
        const service = serviceNamed(world, name);
        const task = someTask(world, service, lot);
        const onset = world.clock.now();
        task.condition = 'hung';
        return {
          onset: () => onset,
          cured: () =>
            routableTasks(world, service).every(({ condition }) => condition !== 'hung') &&
            usersAreServed(world, service),
          clear: () => {
            task.condition = 'ok';
          },
        };
      },
    };
  },
};
