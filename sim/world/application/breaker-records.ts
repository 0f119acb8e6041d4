import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { Instant } from '#shared/domain/model/time.ts';

/** Store of the shared breakers' records. It answers synchronously or asynchronously. */
export interface BreakerRecords {
  readonly read: (name: string) => BreakerRecord | undefined | Promise<BreakerRecord | undefined>;
  /** Returns false, and writes nothing, if the stored version is not `expectedVersion`; 0 stands for no record. */
  readonly write: (name: string, record: BreakerRecord, expectedVersion: number) => boolean | Promise<boolean>;
}

/**
 * The tasks' copy of a shared breaker's record, which they poll. The breaker has no timer that would let it half-open after its
 * dependency recovered, so it stays open until an operator or the medic resets it.
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

/** Creates a store in memory. */
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
