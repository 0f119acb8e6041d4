import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import type { StateMachine, StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Timer, WorldClock } from '../clock/clock.ts';
import { wakeAfter } from '../clock/pause.ts';
import type { Random } from '../clock/random.ts';

export type StatesEngine = { readonly StateMachine: typeof StateMachine };
export type { StateMachineDefinition };

/** Node's own `require`, also where a test runner has put its own in place of it. */
const nativeRequire = process.getBuiltinModule('node:module').createRequire(import.meta.url);
const ENGINE = nativeRequire.resolve('aws-local-stepfunctions');

/** Never reached: every Task state is routed to the local world. */
const NOT_NEEDED = new Set(['@aws-sdk/client-lambda', '@aws-sdk/credential-providers']);

/**
 * Loads the interpreter of the Amazon States Language on the world's clock and randomness. It has no way to inject
 * them, so its source is compiled with `Date`, the timers and `Math` shadowed.
 */
export const loadStatesEngine = (clock: WorldClock, random: Random): StatesEngine => {
  const surroundings = { Date: worldDate(clock), Math: worldMath(random), ...worldTimers(clock) };
  const requireFromEngine = process.getBuiltinModule('node:module').createRequire(ENGINE);
  const module = { exports: {} as StatesEngine };
  const load = compileFunction(
    readFileSync(ENGINE, 'utf8'),
    ['module', 'exports', 'require', ...Object.keys(surroundings)],
    { filename: ENGINE },
  );
  const require = (id: string): unknown => (NOT_NEEDED.has(id) ? {} : requireFromEngine(id));
  load(module, module.exports, require, ...Object.values(surroundings));
  return module.exports;
};

const worldTimers = (clock: WorldClock) => ({
  setTimeout: (wake: () => void, delayMs = 0): Timer => wakeAfter(clock, delayMs, wake),
  clearTimeout: (timer: Timer | undefined): void => timer?.cancel(),
});

const worldMath = (random: Random): Math => Object.create(Math, { random: { value: () => random.next() } }) as Math;

const worldDate = (clock: WorldClock): DateConstructor =>
  new Proxy(Date, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [clock.now()] : args),
    get: (target, property) => (property === 'now' ? clock.now : Reflect.get(target, property)),
  });
