import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { Instant } from '#shared/domain/model/time.ts';

/** Where the record of a shared breaker is kept; it may answer at once or later. */
export interface BreakerRecords {
  readonly read: (name: string) => BreakerRecord | undefined | Promise<BreakerRecord | undefined>;
  /** `false` when the stored version is not `expectedVersion`, and nothing was written; 0 expects that there is none yet. */
  readonly write: (name: string, record: BreakerRecord, expectedVersion: number) => boolean | Promise<boolean>;
}

/**
 * The breaker as the tasks of one service see it: a copy of the shared record, polled. It has no timer that would open
 * the door again after the dependency came back: that is what makes a breaker get stuck.
 */
export interface BreakerInstance {
  readonly dependency: string;
  readonly records: BreakerRecords;
  record: BreakerRecord;
  failingSeconds: number;
  nextPollAt: Instant;
}

export const createBreakerInstance = (
  name: string,
  { dependency, records, now }: { dependency: string; records: BreakerRecords; now: Instant },
): BreakerInstance => ({
  dependency,
  records,
  record: { name, state: 'closed', version: 0, failedResets: 0 },
  failingSeconds: 0,
  nextPollAt: now,
});

/** A store in memory, for worlds in which nothing else keeps the record. */
export const createBreakerRecords = (): BreakerRecords => {
  const stored = new Map<string, BreakerRecord>();
  return {
    read: (name) => stored.get(name),
    write: (name, record, expectedVersion) => {
      if ((stored.get(name)?.version ?? 0) !== expectedVersion) return false;
      stored.set(name, record);
      return true;
    },
  };
};
