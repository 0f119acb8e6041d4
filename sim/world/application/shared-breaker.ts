import { recordCalls, trip } from '#shared/domain/breaker/state-machine.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { WorldState } from '../state.ts';
import type { BreakerInstance } from './breaker-records.ts';

/** What became of one second's calls through the breaker. */
export interface BreakerCalls {
  readonly calls: number;
  readonly failures: number;
}

/** One second of the breaker's life: look now and then what others have said, learn from the calls, tell the others. */
export const tickBreaker = (world: WorldState, breaker: BreakerInstance, { calls, failures }: BreakerCalls): void => {
  const now = world.clock.now();
  const results = { calls, failures, version: breaker.record.version };
  breaker.failingSeconds = failures * 2 > calls ? breaker.failingSeconds + 1 : 0;
  const learnAndTell = (): void => {
    const hasFailedLong = breaker.failingSeconds >= world.constants.breakerTripSeconds;
    const next = recordCalls(hasFailedLong ? trip(breaker.record, now) : breaker.record, results, now);
    if (next !== breaker.record) publish(world, breaker, next);
  };
  if (now >= breaker.nextPollAt) refresh(world, breaker, learnAndTell);
  else learnAndTell();
};

/** Takes over what is stored; where nothing is stored yet, stores the breaker of a service that has just begun. */
const refresh = (world: WorldState, breaker: BreakerInstance, then: () => void): void => {
  breaker.nextPollAt = world.clock.now() + world.constants.breakerPollSeconds * SECOND;
  whenSettled(world, breaker.records.read(breaker.record.name), (stored) => {
    breaker.record = stored ?? { ...breaker.record, version: 0 };
    if (stored) then();
    else publish(world, breaker, { ...breaker.record, version: 1 });
  });
};

/** Where somebody else was faster, their word counts: it is read at the next tick. */
const publish = (world: WorldState, breaker: BreakerInstance, next: BreakerRecord): void =>
  whenSettled(world, breaker.records.write(next.name, next, breaker.record.version), (written) => {
    if (written) breaker.record = next;
    else breaker.nextPollAt = world.clock.now();
  });

/** Goes on at once where the store answers at once; otherwise time stands still until it has answered. */
const whenSettled = <T>(world: WorldState, answer: T | Promise<T>, use: (value: T) => void): void => {
  if (answer instanceof Promise) void world.clock.track(answer.then(use));
  else use(answer);
};
