import { MINUTE } from '#shared/domain/model/time.ts';
import { type Fault, serviceNamed, someTask } from './fault.ts';

/** What a neighbour may take from a task, and for how long. */
const STOLEN = { low: 0.2, high: 0.4 } as const;
const LASTS_MINUTES = { low: 3, high: 5 } as const;

/** Nothing to do: the task has CPU to spare, so its answers take some milliseconds longer, and users notice nothing. */
export const noisyNeighbour: Fault = {
  name: 'noisy-neighbour',
  summary: 'a neighbour on the same host takes some CPU from one task',
  plan: (random) => {
    const lot = random.next();
    const stolenShare = Number(random.between(STOLEN.low, STOLEN.high).toFixed(2));
    const minutes = random.integer(LASTS_MINUTES.low, LASTS_MINUTES.high);
    return {
      name: 'noisy-neighbour',
      details: { lot: lot.toFixed(3), stolenShare, minutes },
      inject: (world, name) => {
        const { load } = someTask(world, serviceNamed(world, name), lot);
        const end = (): void => {
          load.stolenShare = 0;
        };
        load.stolenShare = stolenShare;
        world.clock.after(minutes * MINUTE, end);
        return { onset: () => undefined, cured: () => load.stolenShare === 0, clear: end };
      },
    };
  },
};
