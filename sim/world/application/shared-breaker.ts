import { recordCalls, trip } from '#shared/domain/breaker/state-machine.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { WorldState } from '../state.ts';
import type { BreakerInstance } from './breaker-records.ts';

/** Results of one second's calls through the breaker. */
export interface BreakerCalls {
  readonly calls: number;
  readonly failures: number;
}

/** Advances the breaker by one second: it reads the stored record when a poll is due, applies the calls, and stores the change. */
export const tickBreaker = (world: WorldState, breaker: BreakerInstance, { calls, failures }: BreakerCalls): void => {
  const now = world.clock.now();
  const results = { calls, failures, version: breaker.record.version };
  breaker.failingSeconds = failures * 2 > calls ? breaker.failingSeconds + 1 : 0;
  const applyCalls = (): void => {
    const isTripping = breaker.failingSeconds >= world.constants.breakerTripSeconds;
    const next = recordCalls(isTripping ? trip(breaker.record, now) : breaker.record, results, now);
    if (next !== breaker.record) store(world, breaker, next);
  };
  if (now >= breaker.nextPollAt) poll(world, breaker, applyCalls);
  else applyCalls();
};

/** Reads the stored record, or stores the first one of a new service. */
const poll = (world: WorldState, breaker: BreakerInstance, then: () => void): void => {
  breaker.nextPollAt = world.clock.now() + world.constants.breakerPollSeconds * SECOND;
  whenSettled(world, breaker.records.read(breaker.record.name), (stored) => {
    breaker.record = stored ?? { ...breaker.record, version: 0 };
    if (stored) then();
    else store(world, breaker, { ...breaker.record, version: 1 });
  });
};

/** Stores a new record. After a conflicting write by another client, the next tick reads that client's record. */
const store = (world: WorldState, breaker: BreakerInstance, next: BreakerRecord): void =>
  whenSettled(world, breaker.records.write(next.name, next, breaker.record.version), (isWritten) => {
    if (isWritten) breaker.record = next;
    else breaker.nextPollAt = world.clock.now();
  });

/** Uses a synchronous answer at once; for an asynchronous one, simulated time stops until it arrives. */
const whenSettled = <T>(world: WorldState, answer: T | Promise<T>, use: (value: T) => void): void => {
  if (answer instanceof Promise) void world.clock.track(answer.then(use));
  else use(answer);
};
