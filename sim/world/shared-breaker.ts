import { type BreakerRecord, recordCalls, trip } from '#shared/domain/breaker.ts';
import { SECOND } from '#shared/domain/time.ts';
import type { BreakerInstance } from './breaker-records.ts';
import type { WorldState } from './state.ts';

/** What became of one second's calls through the breaker. */
export interface BreakerCalls {
  readonly calls: number;
  readonly failures: number;
}

/** One second of the breaker's life: learn from the calls, tell the others, and now and then look what they said. */
export const tickBreaker = (world: WorldState, breaker: BreakerInstance, results: BreakerCalls): void => {
  const now = world.clock.now();
  breaker.failingSeconds = results.failures * 2 > results.calls ? breaker.failingSeconds + 1 : 0;
  const next = learn(world, breaker, results);
  if (next !== breaker.record) {
    publish(world, breaker, next, breaker.record.version);
  } else if (now >= breaker.nextPollAt) {
    breaker.nextPollAt = now + world.constants.breakerPollSeconds * SECOND;
    refresh(world, breaker);
  }
};

const learn = (
  world: WorldState,
  { record, failingSeconds }: BreakerInstance,
  results: BreakerCalls,
): BreakerRecord => {
  const now = world.clock.now();
  if (record.state !== 'closed') return recordCalls(record, { ...results, version: record.version }, now);
  return failingSeconds >= world.constants.breakerTripSeconds ? trip(record, now) : record;
};

/** Where somebody else was faster, their word counts, and is read at the next tick. */
const publish = (world: WorldState, breaker: BreakerInstance, next: BreakerRecord, expectedVersion: number): void =>
  whenSettled(world, breaker.records.write(next.name, next, expectedVersion), (written) => {
    if (written) breaker.record = next;
    else breaker.nextPollAt = world.clock.now();
  });

/** Takes over what is stored; where nothing is stored yet, stores the breaker of a service that has just begun. */
const refresh = (world: WorldState, breaker: BreakerInstance): void =>
  whenSettled(world, breaker.records.read(breaker.record.name), (stored) => {
    if (stored) breaker.record = stored;
    else publish(world, breaker, { ...breaker.record, version: 1 }, 0);
  });

/** Goes on at once where the store answers at once; otherwise time stands still until it has answered. */
const whenSettled = <T>(world: WorldState, answer: T | Promise<T>, use: (value: T) => void): void => {
  if (answer instanceof Promise) void world.clock.track(answer.then(use));
  else use(answer);
};
