// Simulation layer: a virtual world under watch, into which a test puts faults and troubles of its own.

import { createRandom } from '#local-aws/clock/random.ts';
import { faultNamed } from '#sim/faults/catalogue.ts';
import { serviceNamed } from '#sim/faults/fault.ts';
import { type Watchman, watchInvariants } from '#sim/scenario/invariants.ts';
import { createSimulation, type Simulation, type SimulationOptions } from '#sim/virtual/simulation.ts';

export const START = Date.parse('2026-11-23T10:00:00Z');

export interface WatchedSimulation extends Simulation {
  readonly watchman: Watchman;
  readonly runFor: (minutes: number) => Promise<void>;
  /** Puts a fault into the world now. */
  readonly inject: (fault: string) => void;
}

type Given = Pick<SimulationOptions, 'stack' | 'policy'> & Partial<SimulationOptions>;

export const aSimulation = async (given: Given): Promise<WatchedSimulation> => {
  const { policy, seed = 1 } = given;
  const simulation = await createSimulation({ seed, start: START, ...given });
  const { clock, local, medic } = simulation;
  const { desiredCount } = serviceNamed(local.world, policy.service);
  const watchman = watchInvariants(clock, { local, medic, policy, wantedCount: desiredCount });
  return {
    ...simulation,
    watchman,
    runFor: (minutes) => clock.runUntil(clock.now() + minutes * 60_000),
    inject: (fault) => {
      faultNamed(fault).plan(createRandom(seed).fork('fault')).inject(local.world, policy.service);
    },
  };
};
