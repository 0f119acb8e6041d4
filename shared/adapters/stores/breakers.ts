import type { BreakerRecord, OpenBreaker } from '#shared/domain/model/breaker.ts';
import type { BreakerStore } from '#shared/ports/stores.ts';
import { type Item, type Key, partitionOf, type Table } from './table.ts';

const PREFIX = 'BREAKER#';

/** Checks each record when it is read, because the service's own tasks write the records as well. */
export const breakerStore = (table: Table): BreakerStore => ({
  readAll: async (service) => (await table.list(partitionOf(service), PREFIX)).map(toRecord),
  write: async (service, record, expectedVersion) => {
    if (record.version <= expectedVersion) throw new RangeError(unchanged(record, expectedVersion));
    const key = breakerKey(service, record.name);
    await table.replace(expectedVersion, { key, version: record.version, body: record });
  },
});

export const breakerKey = (service: string, name: string): Key => ({
  partition: partitionOf(service),
  sort: `${PREFIX}${name}`,
});

const unchanged = ({ name, version }: BreakerRecord, expectedVersion: number): string =>
  `Breaker ${name} is to be written as version ${version} over version ${expectedVersion}; a change has a higher version.`;

const STATES: ReadonlySet<unknown> = new Set(['closed', 'open', 'half-open', 'forced-open', 'disabled']);

const toRecord = ({ key, body }: Item<unknown>): BreakerRecord => {
  if (isBreakerRecord(body)) return body;
  throw new TypeError(`The item ${key.partition} ${key.sort} is not a breaker record; correct or remove it.`);
};

const isBreakerRecord = (body: unknown): body is BreakerRecord => {
  if (typeof body !== 'object' || body === null) return false;
  const fields = body as Partial<Record<keyof OpenBreaker, unknown>>;
  const { name, state, version, failedResets, cooldownSeconds = 0 } = fields;
  const isCounted = Number.isInteger(version) && Number.isInteger(failedResets);
  return typeof name === 'string' && STATES.has(state) && isCounted && isDuration(cooldownSeconds);
};

const isDuration = (seconds: unknown): boolean =>
  typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0;
