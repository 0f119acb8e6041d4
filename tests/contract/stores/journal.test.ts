// Contract layer: the journal, over memory and over DynamoDB.
import { CHAIN_START, chainHash, readJournal } from '#shared/adapters/stores/journal.ts';
import type { JournalEntry } from '#shared/ports/stores.ts';
import { NOW } from '#tests/builders/constants.ts';
import { overEveryTable } from './every-table.ts';

const anEntry = (number: number): JournalEntry => ({
  service: 'registry',
  at: NOW + number,
  kind: 'decided',
  incident: 'registry-20261123T100000Z',
  detail: { number, score: 41.5, nested: { z: 1, a: [1, 2] }, absent: undefined },
});

const ELEVEN = Array.from({ length: 11 }, (_, index) => index + 1);

overEveryTable((given) => {
  const read = () => readJournal(given().table, 'registry');

  it('eleven entries are read in order, each with the hash over its predecessor', async () => {
    for (const number of ELEVEN) await given().journal.append(anEntry(number));
    const links = await read();
    expect(links.map(({ sequence, entry }) => [sequence, entry.detail.number])).toEqual(ELEVEN.map((n) => [n, n]));
    expect(links.map(({ hash }) => hash)).toEqual(
      links.map(({ entry }, index) => chainHash(links[index - 1]?.hash ?? CHAIN_START, entry)),
    );
  });

  it('concurrent writers append one after the other, and no entry is lost', async () => {
    await Promise.all([1, 2, 3].map((number) => given().journal.append(anEntry(number))));
    const links = await read();
    expect(links.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(links.map(({ entry }) => entry.detail.number).sort()).toEqual([1, 2, 3]);
  });
});

it('the hash depends on the entry and its predecessor, and not on the order of keys', () => {
  const reversed = Object.fromEntries(Object.entries(anEntry(1)).reverse()) as unknown as JournalEntry;
  const hash = chainHash(CHAIN_START, anEntry(1));
  expect(chainHash(CHAIN_START, reversed)).toBe(hash);
  expect(chainHash(CHAIN_START, anEntry(2))).not.toBe(hash);
  expect(chainHash(hash, anEntry(1))).not.toBe(hash);
});
