import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import type { StateMachine, StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Timer, WorldClock } from '../clock/clock.ts';
import { wakeAfter } from '../clock/pause.ts';
import type { Random } from '../clock/random.ts';

export type StatesEngine = { readonly StateMachine: typeof StateMachine };
export type { StateMachineDefinition };

/** Node's own `createRequire`, which a test runner may have replaced by its own. */
const { createRequire } = process.getBuiltinModule('node:module');
const ENGINE = createRequire(import.meta.url).resolve('aws-local-stepfunctions');

/** Packages that are never called, because every Task state has a local handler. */
const NOT_NEEDED = new Set(['@aws-sdk/client-lambda', '@aws-sdk/credential-providers']);

/**
 * Loads the interpreter of the Amazon States Language with the given clock and random numbers. It has no way to inject
 * them, so its source is compiled with `Date`, the timers and `Math` shadowed.
 */
export const loadStatesEngine = (clock: WorldClock, random: Random): StatesEngine => {
  const globals = { Date: dateOf(clock), Math: mathWith(random), ...timersOf(clock) };
  const requireFromEngine = createRequire(ENGINE);
  const module = { exports: {} as StatesEngine };
  const load = compileFunction(
    readFileSync(ENGINE, 'utf8'),
    ['module', 'exports', 'require', ...Object.keys(globals)],
    { filename: ENGINE },
  );
  const require = (id: string): unknown => (NOT_NEEDED.has(id) ? {} : requireFromEngine(id));
  load(module, module.exports, require, ...Object.values(globals));
  return module.exports;
};

const timersOf = (clock: WorldClock) => ({
  setTimeout: (wake: () => void, delayMs = 0): Timer => wakeAfter(clock, delayMs, wake),
  clearTimeout: (timer: Timer | undefined): void => timer?.cancel(),
});

const mathWith = (random: Random): Math => Object.create(Math, { random: { value: () => random.next() } }) as Math;

const dateOf = (clock: WorldClock): DateConstructor =>
  new Proxy(Date, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [clock.now()] : args),
    get: (target, property) => (property === 'now' ? clock.now : Reflect.get(target, property)),
  });
