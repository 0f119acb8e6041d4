import { createHash } from 'node:crypto';
import type { Journal, JournalEntry } from '#shared/ports/stores.ts';
import { type Key, NOTHING, partitionOf, retryConflicts, type Table } from './table.ts';

/** One link of the chain. */
export interface JournalLink {
  readonly sequence: number;
  readonly entry: JournalEntry;
  readonly hash: string;
}

const PREFIX = 'JOURNAL#';

/** What the first entry follows. */
export const CHAIN_START = '0'.repeat(64);

/** Appends under a condition on the sequence: of two writers at the same moment one goes again, after the other. */
export const journal = (table: Table): Journal => ({
  append: (entry) =>
    retryConflicts(async () => {
      const partition = partitionOf(entry.service);
      const last = (await table.last<JournalLink>(partition, PREFIX))?.body;
      const sequence = (last?.sequence ?? 0) + 1;
      const kept = asJson(entry);
      const link: JournalLink = { sequence, entry: kept, hash: chainHash(last?.hash ?? CHAIN_START, kept) };
      await table.replace(NOTHING, { key: entryKey(partition, sequence), version: 1, body: link });
    }),
});

/** The whole journal of a service, oldest first. */
export const readJournal = async (table: Table, service: string): Promise<readonly JournalLink[]> =>
  (await table.list<JournalLink>(partitionOf(service), PREFIX)).map(({ body }) => body);

/** SHA-256, in hex, of the previous entry's hash followed by the entry's canonical JSON (keys sorted, no spaces). */
export const chainHash = (previousHash: string, entry: JournalEntry): string =>
  createHash('sha256').update(previousHash).update(JSON.stringify(entry, sortKeys)).digest('hex');

const SEQUENCE_DIGITS = 8;

const entryKey = (partition: string, sequence: number): Key => ({
  partition,
  sort: `${PREFIX}${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`,
});

/** Only what JSON can say is kept, so that the hash of what is read back is the hash of what was written. */
const asJson = (entry: JournalEntry): JournalEntry => JSON.parse(JSON.stringify(entry)) as JournalEntry;

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
