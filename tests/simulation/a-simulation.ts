// Simulation layer: a simulation under the invariant monitor, into which a test injects faults.
import { createRandom } from '#local-aws/clock/random.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { faultNamed } from '#sim/faults/catalogue.ts';
import { alertsOf, type PublishedAlert } from '#sim/scenario/alerts.ts';
import { monitorInvariants, type Violation } from '#sim/scenario/invariants/monitor.ts';
import { createSimulation, type Simulation, type SimulationOptions } from '#sim/virtual/simulation.ts';

const START = Date.parse('2026-11-23T10:00:00Z');

export interface MonitoredSimulation extends Simulation {
  readonly runFor: (minutes: number) => Promise<void>;
  readonly inject: (fault: string) => void;
  readonly alerts: () => readonly PublishedAlert[];
  readonly violations: () => readonly Violation[];
}

type Given = Pick<SimulationOptions, 'stack' | 'policy'> & Partial<SimulationOptions>;

export const aSimulation = async (given: Given): Promise<MonitoredSimulation> => {
  const { policy, seed = 1 } = given;
  const simulation = await createSimulation({ seed, start: START, ...given });
  const { clock, local } = simulation;
  return {
    ...simulation,
    runFor: (minutes) => clock.runUntil(clock.now() + minutes * MINUTE),
    inject: (fault) =>
      void faultNamed(fault).plan(createRandom(seed).fork('fault')).inject(local.world, policy.service),
    alerts: () => alertsOf(local.platform.published()),
    violations: monitorInvariants(simulation).violations,
  };
};
