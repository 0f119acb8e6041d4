import { MINUTE } from '#shared/domain/model/time.ts';
import { type Fault, pickTask } from './fault.ts';

const STOLEN_SHARE = { low: 0.2, high: 0.4 } as const;
const DURATION_MINUTES = { low: 3, high: 5 } as const;

/** The task has spare CPU, so its latency rises by some milliseconds and no request fails. */
export const noisyNeighbour: Fault = {
  name: 'noisy-neighbour',
  summary: 'a neighbour on the same host takes some CPU from one task',
  plan: (random) => {
    const draw = random.next();
    const stolenShare = Number(random.between(STOLEN_SHARE.low, STOLEN_SHARE.high).toFixed(2));
    const minutes = random.integer(DURATION_MINUTES.low, DURATION_MINUTES.high);
    return {
      name: 'noisy-neighbour',
      details: { draw: draw.toFixed(3), stolenShare, minutes },
      inject: (world, name) => {
        const { load } = pickTask(world, world.service(name), draw);
        const end = (): void => {
          load.stolenShare = 0;
        };
        load.stolenShare = stolenShare;
        world.clock.after(minutes * MINUTE, end);
        return { onset: () => undefined, isRecovered: () => load.stolenShare === 0, clear: end };
      },
    };
  },
};
