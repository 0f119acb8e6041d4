import { LeaseLost, WriteConflict } from '#shared/domain/model/errors.ts';
import { type Instant, SECOND, toIso } from '#shared/domain/model/time.ts';
import type { LeaseStore } from '#shared/ports/stores.ts';
import { ABSENT, type Key, partitionOf, type Table } from './table.ts';

interface Lease {
  readonly owner: string;
  /** The lease expires at this instant. The item has no TTL and stays, so that epochs never repeat. */
  readonly heldUntil: Instant;
}

/** The version of the item is the epoch. */
export const leaseStore = (table: Table): LeaseStore => ({
  acquire: async (service, owner, now, seconds) => {
    const item = await table.get<Lease>(leaseKey(service));
    const isFree = item === undefined;
    const hasExpired = item !== undefined && item.body.heldUntil <= now;
    const isOurs = item?.body.owner === owner;
    if (!(isFree || hasExpired || isOurs)) throw leaseHeld(service, item.body);
    const seen = item?.version ?? ABSENT;
    await replaceLease(table, service, seen, { owner, heldUntil: now + seconds * SECOND });
    return seen + 1;
  },

  release: async (service, owner) => {
    const item = await table.get<Lease>(leaseKey(service));
    if (item?.body.owner !== owner) return;
    await replaceLease(table, service, item.version, { owner, heldUntil: 0 });
  },
});

const leaseKey = (service: string): Key => ({ partition: partitionOf(service), sort: 'LEASE' });

const leaseHeld = (service: string, { owner, heldUntil }: Lease): LeaseLost =>
  new LeaseLost(`The lease of ${service} is held by ${owner} until ${toIso(heldUntil)}; look again then.`);

const replaceLease = async (table: Table, service: string, seen: number, lease: Lease): Promise<void> => {
  try {
    await table.replace(seen, { key: leaseKey(service), version: seen + 1, body: lease });
  } catch (error) {
    if (!(error instanceof WriteConflict)) throw error;
    throw new LeaseLost(`The lease of ${service} was taken by another owner at the same moment.`, { cause: error });
  }
};
