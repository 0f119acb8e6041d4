import type { PackagedService } from '#deploy/package-service.ts';
import type { WorldClock } from '#local-aws/clock/clock.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { faultNamed } from '../faults/catalogue.ts';
import { outcomesTable } from '../report/outcomes-table.ts';
import { timelineText } from '../report/timeline-text.ts';
import { scriptOf } from '../scenario/expectations.ts';
import { type FaultOutcome, type Shortfall, shortfallsOf } from '../scenario/outcome.ts';
import { isCalm } from '../scenario/stage.ts';
import { linesFor, type TimelineLine } from '../scenario/timeline.ts';
import { watchFault } from '../scenario/watch-fault.ts';
import { createDemoWorld, type DemoWorld } from './demo-world.ts';
import { greeting, whereToLookOn } from './words.ts';

export interface DemoPlay {
  readonly root: string;
  readonly policy: ServicePolicy;
  readonly packaged: PackagedService;
  readonly faults: readonly string[];
  readonly speed: number;
  readonly seed: number;
  readonly port: number;
  readonly keep: boolean;
  readonly say: (line: string) => void;
}

/** Plays the faults one after the other and tells the story; answers the exit code: 0 only if each ended as it must. */
export const playDemo = async (play: DemoPlay): Promise<number> => {
  const { say, policy, faults, seed, keep } = play;
  const demo = await createDemoWorld({
    ...play,
    onChange: (before, after) => tellEach(linesFor(before, after), say),
  });
  const interrupted = new Promise<number>((resolve) =>
    process.once('SIGINT', () => resolve(130)).once('SIGTERM', () => resolve(143)),
  );
  try {
    say(greeting(demo, play));
    const played = playFaults(demo, { faults, seed, say });
    const code = await Promise.race([played, interrupted]);
    const staysUp = keep && code < 128;
    say(whereToLookOn(demo, policy, staysUp));
    return staysUp ? await interrupted.then(() => code) : code;
  } finally {
    await demo.close();
  }
};

const tellEach = (lines: readonly TimelineLine[], say: DemoPlay['say']): void => {
  for (const line of lines) say(timelineText(line));
};

type Playing = Pick<DemoPlay, 'faults' | 'seed' | 'say'>;

const playFaults = async (demo: DemoWorld, { faults, seed, say }: Playing): Promise<number> => {
  const outcomes: FaultOutcome[] = [];
  const shortfalls: string[] = [];
  for (const [index, name] of faults.entries()) {
    const restedAt = index === 0 ? 0 : demo.clock.now() + REST_MS;
    await until(demo.clock, () => demo.clock.now() >= restedAt && isCalm(demo.stage), LONGEST_CALM_MS);
    const outcome = await playFault(demo, name, { seed: seed + index, say });
    outcomes.push(outcome);
    shortfalls.push(...shortfallsOf(outcome, scriptOf(name)).map((shortfall) => inWords(name, shortfall)));
  }
  say(`\n${outcomesTable(outcomes)}\n`);
  for (const shortfall of shortfalls) say(shortfall);
  return shortfalls.length === 0 ? 0 : 1;
};

const playFault = async (
  demo: DemoWorld,
  name: string,
  { seed, say }: { seed: number; say: DemoPlay['say'] },
): Promise<FaultOutcome> => {
  const fault = faultNamed(name);
  const planned = fault.plan(createRandom(seed).fork('fault'));
  say('');
  say(
    timelineText({
      at: demo.clock.now(),
      kind: 'fault',
      text: `${name}: ${fault.summary} ${JSON.stringify(planned.details)}`,
    }),
  );
  const watch = watchFault(demo.stage, planned, scriptOf(name).course);
  await until(demo.clock, watch.isOver, Number.POSITIVE_INFINITY);
  const outcome = watch.outcome();
  watch.end();
  return outcome;
};

const inWords = (name: string, { what, expected, found }: Shortfall): string =>
  `NOT AS IT MUST BE: ${name}, ${what}: expected ${expected}, found ${found}`;

const LONGEST_CALM_MS = 10 * MINUTE;
/** The load balancer's metrics show a fault for so long after it is over; the next one is to meet a clean sheet. */
const REST_MS = 2.5 * MINUTE;

/** Resolves once it holds, or the world's patience is over; looks every second of the world. */
const until = (clock: WorldClock, holds: () => boolean, patienceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const deadline = clock.now() + patienceMs;
    const timer = clock.every(SECOND, () => {
      if (!holds() && clock.now() < deadline) return;
      timer.cancel();
      resolve();
    });
  });
