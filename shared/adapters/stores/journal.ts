import { createHash } from 'node:crypto';
import type { Journal, JournalEntry } from '#shared/ports/stores.ts';
import { retryConflicts } from './conflicts.ts';
import { ABSENT, type Key, partitionOf, type Table } from './table.ts';

export interface JournalLink {
  readonly sequence: number;
  readonly entry: JournalEntry;
  readonly hash: string;
}

const PREFIX = 'JOURNAL#';

/** The first entry of a journal has this previous hash. */
export const CHAIN_START = '0'.repeat(64);

/**
 * Appends on condition that the sequence number is free. Of two concurrent writers one retries with the next number.
 */
export const journal = (table: Table): Journal => ({
  append: (entry) =>
    retryConflicts(async () => {
      const partition = partitionOf(entry.service);
      const last = (await table.last<JournalLink>(partition, PREFIX))?.body;
      const sequence = (last?.sequence ?? 0) + 1;
      const stored = asJson(entry);
      const link: JournalLink = { sequence, entry: stored, hash: chainHash(last?.hash ?? CHAIN_START, stored) };
      await table.replace(ABSENT, { key: entryKey(partition, sequence), version: 1, body: link });
    }),
});

/** Reads the whole journal of a service, oldest first. */
export const readJournal = async (table: Table, service: string): Promise<readonly JournalLink[]> =>
  (await table.list<JournalLink>(partitionOf(service), PREFIX)).map(({ body }) => body);

/** Hashes the previous entry's hash followed by the entry's canonical JSON (SHA-256 in hex; keys sorted, no spaces). */
export const chainHash = (previousHash: string, entry: JournalEntry): string =>
  createHash('sha256').update(previousHash).update(JSON.stringify(entry, sortKeys)).digest('hex');

const SEQUENCE_DIGITS = 8;

const entryKey = (partition: string, sequence: number): Key => ({
  partition,
  sort: `${PREFIX}${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`,
});

/** Converts the entry to the JSON that is stored, so that the hash of a stored entry can be verified. */
const asJson = (entry: JournalEntry): JournalEntry => JSON.parse(JSON.stringify(entry)) as JournalEntry;

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
