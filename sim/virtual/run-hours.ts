import { createRandom } from '#local-aws/clock/random.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { faultNamed } from '../faults/catalogue.ts';
import { drawFaults, type ScheduledFault } from '../scenario/draw-faults.ts';
import { expectationOf } from '../scenario/expectations.ts';
import { type InvariantMonitor, monitorInvariants } from '../scenario/invariants/monitor.ts';
import { compare, mismatchesOf } from '../scenario/mismatches.ts';
import type { FaultOutcome } from '../scenario/outcome.ts';
import { runFault, type WaitUntil } from '../scenario/run-fault.ts';
import type { FaultMismatch, RunResult } from '../scenario/run-result.ts';
import { isSettled } from '../scenario/scenario.ts';
import { linesFor } from '../scenario/timeline.ts';
import type { TimelineLine } from '../scenario/timeline-line.ts';
import type { WorldServiceSpec } from '../world/ecs/service-spec.ts';
import { registryIn, type ShapeName } from '../world/shapes.ts';
import { createSimulation, type Simulation } from './simulation.ts';

export interface RunHoursOptions {
  readonly seed: number;
  readonly hours: number;
  /** Names of the faults to draw from. */
  readonly faults: readonly string[];
  /** Settings of the service; `usual` by default. */
  readonly shape?: ShapeName;
  readonly stack: DeployedStack;
  readonly policy: ServicePolicy;
  readonly deliveries?: number;
  /** Receives all faults before the simulation starts. */
  readonly announce?: (faults: readonly ScheduledFault[]) => void;
  readonly log?: (line: TimelineLine) => void;
}

/** Date of every simulation; only the time of day is printed. */
const START = Date.parse('2026-11-23T00:00:00Z');
const FAULTS_START = START + 10 * MINUTE;
/** The next fault waits this long for the service to settle. */
const SETTLING_TIMEOUT_MS = 20 * MINUTE;

/** Simulates hours of one service in virtual time: draws faults, injects one after the other, and checks the invariants every second. */
export const runHours = async (options: RunHoursOptions): Promise<RunResult> => {
  const { seed, hours, faults, shape = 'usual', announce = () => undefined, log = () => undefined } = options;
  const scheduled = drawFaults(createRandom(seed).fork('faults'), faults, { start: FAULTS_START, hours });
  announce(scheduled);
  const simulation = await createSimulation({
    ...options,
    start: START,
    service: registryIn(shape, specFor(faults)),
    onChange: (before, after) => linesFor(before, after).forEach(log),
  });
  const monitor = monitorInvariants(simulation);
  const outcomes: FaultOutcome[] = [];
  const mismatches: FaultMismatch[] = [];
  for (const next of scheduled) {
    const { outcome, startedAt } = await runNext(simulation, next, log);
    outcomes.push(outcome);
    for (const mismatch of mismatchesOf(outcome, expectationOf(outcome.fault)))
      mismatches.push({ ...mismatch, fault: outcome.fault, at: startedAt });
  }
  await simulation.clock.runUntil(FAULTS_START + hours * HOUR);
  mismatches.push(...incidentMismatches(simulation, outcomes));
  return resultOf(simulation, monitor, { seed, outcomes, mismatches });
};

/** Collects the settings that the faults need. */
const specFor = (faults: readonly string[]): Partial<WorldServiceSpec> =>
  Object.assign({}, ...faults.map((name) => faultNamed(name).spec));

const runNext = async (simulation: Simulation, { at, fault }: ScheduledFault, log: (line: TimelineLine) => void) => {
  const { clock } = simulation;
  const waitUntil = waitUntilOn(simulation);
  await clock.runUntil(at);
  await waitUntil(() => isSettled(simulation), SETTLING_TIMEOUT_MS);
  const startedAt = clock.now();
  log({ at: startedAt, kind: 'fault', text: `${fault.name} ${JSON.stringify(fault.details)}` });
  const outcome = await runFault(simulation, fault, {
    waitUntil,
    onRecovery: (recoveredAt) => log({ at: recoveredAt, kind: 'recovered', text: 'users are served again' }),
  });
  return { outcome, startedAt };
};

const waitUntilOn =
  ({ clock }: Simulation): WaitUntil =>
  async (holds, timeoutMs) => {
    const deadline = clock.now() + timeoutMs;
    while (!holds() && clock.now() < deadline) await clock.runUntil(clock.now() + SECOND);
  };

/** Compares all incidents with those that the faults explain, so that a false alarm between two faults is found as well. */
const incidentMismatches = (
  { clock, medic }: Simulation,
  outcomes: readonly FaultOutcome[],
): readonly FaultMismatch[] => {
  if (outcomes.some(({ fault }) => expectationOf(fault).causes === 'any')) return [];
  const expected = outcomes.flatMap(({ fault, causes }) => [...causes, ...expectationOf(fault).followUpCauses]);
  const found = medic.incidents().map(({ cause }) => cause);
  return compare('all incidents', expected, found).map((mismatch) => ({
    ...mismatch,
    fault: 'the whole run',
    at: clock.now(),
  }));
};

const resultOf = (
  { local, policy }: Simulation,
  monitor: InvariantMonitor,
  found: Pick<RunResult, 'seed' | 'outcomes' | 'mismatches'>,
): RunResult => {
  const { total, failed } = local.world.traffic(policy.service);
  return {
    ...found,
    violations: monitor.violations(),
    checkedSeconds: monitor.checkedSeconds(),
    requests: { total, failed },
  };
};
