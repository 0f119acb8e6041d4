import { createRandom } from '#local-aws/clock/random.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { serviceNamed } from '../faults/fault.ts';
import { drawFaults, type ScheduledFault } from '../scenario/draw-faults.ts';
import { scriptOf } from '../scenario/expectations.ts';
import { type Violation, watchInvariants } from '../scenario/invariants.ts';
import { differs, type FaultOutcome, type Shortfall, shortfallsOf } from '../scenario/outcome.ts';
import { isCalm } from '../scenario/stage.ts';
import { linesFor, type TimelineLine } from '../scenario/timeline.ts';
import { watchFault } from '../scenario/watch-fault.ts';
import { createSimulation, type Simulation } from './simulation.ts';

export interface HoursOptions {
  readonly seed: number;
  readonly hours: number;
  /** Names of faults to draw from. */
  readonly faults: readonly string[];
  readonly stack: DeployedStack;
  readonly policy: ServicePolicy;
  readonly deliveries?: number;
  /** Told all that will happen, before anything does. */
  readonly announce?: (faults: readonly ScheduledFault[]) => void;
  readonly tell?: (line: TimelineLine) => void;
}

export interface HoursPlayed {
  readonly seed: number;
  readonly outcomes: readonly FaultOutcome[];
  readonly shortfalls: readonly PlayedShortfall[];
  readonly violations: readonly Violation[];
  readonly ticks: number;
  readonly requests: { readonly total: number; readonly failed: number };
}

export interface PlayedShortfall extends Shortfall {
  readonly fault: string;
  readonly at: Instant;
}

/** The day on which every simulation begins; only the time of day is shown. */
const START = Date.parse('2026-11-23T00:00:00Z');
/** A service that is not quiet again by then keeps the next fault waiting no longer. */
const LONGEST_CALM_MS = 20 * MINUTE;

/** Plays hours of one service in virtual time: draws the faults, plays them one after the other, checks every second. */
export const playHours = async (options: HoursOptions): Promise<HoursPlayed> => {
  const {
    seed,
    hours,
    faults,
    stack,
    policy,
    deliveries,
    announce = () => undefined,
    tell = () => undefined,
  } = options;
  const drawn = drawFaults(createRandom(seed).fork('faults'), faults, { start: START + 10 * MINUTE, hours });
  announce(drawn);
  const simulation = await createSimulation({
    seed,
    start: START,
    stack,
    policy,
    onChange: (before, after) => linesFor(before, after).forEach(tell),
    ...(deliveries !== undefined && { deliveries }),
  });
  const { clock, local, medic } = simulation;
  const service = serviceNamed(local.world, policy.service);
  const watchman = watchInvariants(clock, { local, medic, policy, wantedCount: service.desiredCount });
  const outcomes: FaultOutcome[] = [];
  const shortfalls: PlayedShortfall[] = [];

  for (const { at, fault } of drawn) {
    await clock.runUntil(at);
    await untilCalm(simulation);
    const startedAt = clock.now();
    const outcome = await playOne(simulation, fault, tell);
    outcomes.push(outcome);
    shortfalls.push(
      ...shortfallsOf(outcome, scriptOf(fault.name)).map((shortfall) => ({
        ...shortfall,
        fault: fault.name,
        at: startedAt,
      })),
    );
  }
  await clock.runUntil(START + 10 * MINUTE + hours * HOUR);
  shortfalls.push(...unaccounted(simulation, outcomes));
  const { total, failed } = local.world.traffic(policy.service);
  return {
    seed,
    outcomes,
    shortfalls,
    violations: watchman.violations(),
    ticks: watchman.ticks(),
    requests: { total, failed },
  };
};

const playOne = async (
  { clock, stage }: Simulation,
  fault: ScheduledFault['fault'],
  tell: (line: TimelineLine) => void,
): Promise<FaultOutcome> => {
  tell({ at: clock.now(), kind: 'fault', text: `${fault.name} ${JSON.stringify(fault.details)}` });
  const watch = watchFault(stage, fault, scriptOf(fault.name).course);
  let told: Instant | undefined;
  while (!watch.isOver()) {
    await clock.runUntil(clock.now() + SECOND);
    const curedAt = watch.curedAt();
    if (curedAt !== undefined && curedAt !== told) tell({ at: curedAt, kind: 'cured', text: 'users are well again' });
    told = curedAt;
  }
  const outcome = watch.outcome();
  watch.end();
  return outcome;
};

/** Incidents that belong to no fault: whatever the medic made of a service that was well. */
const unaccounted = ({ clock, medic }: Simulation, outcomes: readonly FaultOutcome[]): readonly PlayedShortfall[] => {
  const expected = outcomes.flatMap(({ fault, causes }) => [...causes, ...scriptOf(fault).aftermath]);
  const found = medic.incidents().map(({ cause }) => cause);
  return differs('incidents in all', expected, found).map((shortfall) => ({
    ...shortfall,
    fault: 'everything',
    at: clock.now(),
  }));
};

/** Lets what a fault led to come to its end, so that the next one meets a service at rest. */
const untilCalm = async ({ clock, stage }: Simulation): Promise<void> => {
  const deadline = clock.now() + LONGEST_CALM_MS;
  while (!isCalm(stage) && clock.now() < deadline) await clock.runUntil(clock.now() + SECOND);
};
