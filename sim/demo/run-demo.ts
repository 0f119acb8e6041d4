import type { PackagedService } from '#deploy/package-service.ts';
import type { WorldClock } from '#local-aws/clock/clock.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { faultNamed } from '../faults/catalogue.ts';
import { outcomesTable } from '../report/outcomes-table.ts';
import { timelineText } from '../report/timeline-text.ts';
import { expectationOf } from '../scenario/expectations.ts';
import { mismatchesOf } from '../scenario/mismatches.ts';
import type { FaultOutcome } from '../scenario/outcome.ts';
import { runFault, type WaitUntil } from '../scenario/run-fault.ts';
import { isSettled } from '../scenario/scenario.ts';
import { linesFor } from '../scenario/timeline.ts';
import { createDemoWorld, type DemoWorld } from './demo-world.ts';
import { endMessage, startMessage } from './messages.ts';

export interface DemoOptions {
  readonly root: string;
  readonly policy: ServicePolicy;
  readonly packaged: PackagedService;
  readonly faults: readonly string[];
  readonly speed: number;
  readonly seed: number;
  readonly port: number;
  readonly keep: boolean;
  readonly print: (line: string) => void;
}

/** The next fault waits this long for the service to settle. */
const SETTLING_TIMEOUT_MS = 10 * MINUTE;
/** Between two faults, the load balancer's metrics of the first one leave the medic's window. */
const PAUSE_MS = 2.5 * MINUTE;

/** Injects the faults one after the other and prints the timeline. Returns the exit code, which is 0 if all outcomes are as expected. */
export const runDemo = async (options: DemoOptions): Promise<number> => {
  const { print, policy, keep } = options;
  const demo = await createDemoWorld({
    ...options,
    onChange: (before, after) => {
      for (const line of linesFor(before, after)) print(timelineText(line));
    },
  });
  const interrupted = new Promise<number>((resolve) =>
    process.once('SIGINT', () => resolve(130)).once('SIGTERM', () => resolve(143)),
  );
  try {
    print(startMessage(demo, options));
    const code = await Promise.race([runFaults(demo, options), interrupted]);
    const staysUp = keep && code < 128;
    print(endMessage(demo, policy, staysUp));
    return staysUp ? await interrupted.then(() => code) : code;
  } finally {
    await demo.close();
  }
};

const runFaults = async (demo: DemoWorld, { faults, seed, print }: DemoOptions): Promise<number> => {
  const outcomes: FaultOutcome[] = [];
  const mismatches: string[] = [];
  for (const [index, name] of faults.entries()) {
    const pausedUntil = index === 0 ? 0 : demo.clock.now() + PAUSE_MS;
    const isReady = (): boolean => demo.clock.now() >= pausedUntil && isSettled(demo);
    await waitUntilOn(demo.clock)(isReady, SETTLING_TIMEOUT_MS);
    const outcome = await runNamedFault(demo, name, { seed: seed + index, print });
    outcomes.push(outcome);
    for (const { part, expected, found } of mismatchesOf(outcome, expectationOf(name)))
      mismatches.push(`MISMATCH: ${name}, ${part}: expected ${expected}, found ${found}`);
  }
  print(`\n${outcomesTable(outcomes)}\n`);
  for (const mismatch of mismatches) print(mismatch);
  return mismatches.length === 0 ? 0 : 1;
};

const runNamedFault = (
  demo: DemoWorld,
  name: string,
  { seed, print }: Pick<DemoOptions, 'seed' | 'print'>,
): Promise<FaultOutcome> => {
  const fault = faultNamed(name);
  const planned = fault.plan(createRandom(seed).fork('fault'));
  const text = `${name}: ${fault.summary} ${JSON.stringify(planned.details)}`;
  print('');
  print(timelineText({ at: demo.clock.now(), kind: 'fault', text }));
  return runFault(demo, planned, { waitUntil: waitUntilOn(demo.clock) });
};

const waitUntilOn =
  (clock: WorldClock): WaitUntil =>
  (holds, timeoutMs) =>
    new Promise((resolve) => {
      const deadline = clock.now() + timeoutMs;
      const timer = clock.every(SECOND, () => {
        if (!holds() && clock.now() < deadline) return;
        timer.cancel();
        resolve();
      });
    });
