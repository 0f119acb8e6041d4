// Contract layer: leases, breakers, reports, switches and the journal, over memory and over DynamoDB.
import { CHAIN_START, chainHash, readJournal } from '#shared/adapters/stores/journal.ts';
import { switchKey } from '#shared/adapters/stores/switches.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { LeaseLost, WriteConflict } from '#shared/domain/model/errors.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Switch } from '#shared/domain/model/observation.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { JournalEntry } from '#shared/ports/stores.ts';
import { NOON, overEveryTable } from './stores-harness.ts';

overEveryTable((given) => {
  describe('a lease', () => {
    const acquire = (owner: string, now = NOON) => given().leases.acquire('registry', owner, now, 120);

    it('is given to the first who asks, with an epoch', async () => {
      expect(await acquire('one')).toBe(1);
    });

    it.each([
      { when: 'one millisecond before its end', now: NOON + 120 * SECOND - 1, given: false },
      { when: 'at its end', now: NOON + 120 * SECOND, given: true },
      { when: 'after its end', now: NOON + 120 * SECOND + 1, given: true },
    ])('asked for by another $when is given: $given', async ({ now, given }) => {
      await acquire('one');
      const asked = acquire('two', now);
      await (given ? expect(asked).resolves.toBe(2) : expect(asked).rejects.toThrow(LeaseLost));
    });

    it('is renewed by its owner under a higher epoch, so that what was reserved before is void', async () => {
      const first = await acquire('one');
      expect(await acquire('one')).toBeGreaterThan(first);
    });

    it('goes to the next at once when it is given back, and epochs never repeat', async () => {
      const first = await acquire('one');
      await given().leases.release('registry', 'one');
      expect(await acquire('two')).toBeGreaterThan(first);
    });

    it('stays where it is when somebody else gives it back', async () => {
      await acquire('one');
      await given().leases.release('registry', 'two');
      await given().leases.release('gateway', 'two');
      await expect(acquire('two')).rejects.toThrow('held by one until 2026-11-23T12:02:00.000Z');
    });

    it('goes to one of two who ask at the same moment', async () => {
      const results = await Promise.allSettled([acquire('one'), acquire('two')]);
      const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(lost).toEqual([expect.any(LeaseLost)]);
    });

    it('is one per service', async () => {
      await acquire('one');
      expect(await given().leases.acquire('gateway', 'two', NOON, 120)).toBe(1);
    });
  });

  describe('a breaker record', () => {
    const open: BreakerRecord = { name: 'backend', state: 'open', version: 1, openedAt: NOON, failedResets: 0 };
    const halfOpen: BreakerRecord = {
      ...open,
      state: 'half-open',
      version: 2,
      ramp: { percent: 1, since: NOON, calls: 0, failures: 0 },
    };

    it('is read back as it was written, with the others of its service only', async () => {
      await given().breakers.write('registry', open, 0);
      await given().breakers.write('registry', halfOpen, 1);
      await given().breakers.write('registry', { ...open, name: 'artifacts' }, 0);
      await given().breakers.write('gateway', open, 0);
      expect(await given().breakers.readAll('registry')).toEqual([{ ...open, name: 'artifacts' }, halfOpen]);
    });

    it('is refused over a version that is no longer there', async () => {
      await given().breakers.write('registry', open, 0);
      await expect(given().breakers.write('registry', halfOpen, 0)).rejects.toThrow(WriteConflict);
      await given().breakers.write('registry', halfOpen, 1);
      await expect(given().breakers.write('registry', { ...halfOpen, version: 3 }, 1)).rejects.toThrow(WriteConflict);
      await expect(given().breakers.write('registry', { ...halfOpen, version: 9 }, 8)).rejects.toThrow(WriteConflict);
      expect(await given().breakers.readAll('registry')).toEqual([halfOpen]);
    });

    it('is refused when its version does not grow', async () => {
      await expect(given().breakers.write('registry', { ...open, version: 0 }, 0)).rejects.toThrow(RangeError);
    });

    it.each([
      { fault: 'no object', body: 'open' },
      { fault: 'no known state', body: { ...open, state: 'ajar' } },
      { fault: 'no version', body: { name: 'backend', state: 'open', failedResets: 0 } },
      { fault: 'no count of resets', body: { name: 'backend', state: 'open', version: 1 } },
      { fault: 'open for less than no time', body: { ...open, cooldownSeconds: -1 } },
      { fault: 'open for a time in words', body: { ...open, cooldownSeconds: '30' } },
    ])('that is $fault is an error, never no breaker', async ({ body }) => {
      const key = { partition: 'SERVICE#registry', sort: 'BREAKER#backend' };
      await given().table.put({ key, version: 1, body });
      await expect(given().breakers.readAll('registry')).rejects.toThrow('SERVICE#registry BREAKER#backend');
    });
  });

  describe('health reports', () => {
    const report = (minutes: number, service = 'registry'): HealthReport => ({
      service,
      at: NOON + minutes * MINUTE,
      score: 100 / 3,
      confidence: 0.1 + 0.2,
      state: 'critical',
      parts: [{ id: 'errors', mode: 'frozen', sampleSize: 0, score: 100, weight: 20, loss: 0, cap: 100 }],
      why: '',
      scoringVersion: '1',
      findings: [],
      cause: 'none',
      probesReach: true,
      served503: false,
    });

    it('are none for a service that was never scored', async () => {
      expect(await given().reports.latest(['registry'])).toEqual(new Map([['registry', []]]));
    });

    it('come newest first, to the last digit, at most five of them', async () => {
      for (const minutes of [0, 1, 2, 3, 4, 5]) {
        const earlier = (await given().reports.latest(['registry'])).get('registry') ?? [];
        await given().reports.save(report(minutes), earlier);
      }
      const kept = (await given().reports.latest(['registry'])).get('registry');
      expect(kept).toEqual([5, 4, 3, 2, 1].map((minutes) => report(minutes)));
    });

    it('of 250 services are read together, each under its name, also when one is asked for twice', async () => {
      const services = Array.from({ length: 250 }, (_, index) => `service-${index}`);
      await Promise.all(services.map((service) => given().reports.save(report(0, service), [])));
      const latest = await given().reports.latest([...services, 'service-7', 'unheard-of']);
      expect(latest.size).toBe(251);
      expect(services.every((service) => latest.get(service)?.[0]?.service === service)).toBe(true);
      expect(latest.get('unheard-of')).toEqual([]);
    });
  });

  describe('switches', () => {
    const pause: Switch = { scope: 'service', owner: 'ana', reason: 'load test', from: NOON, until: NOON + HOUR };
    const everything: Switch = { ...pause, scope: 'everything', owner: 'bo' };
    const set = (service: string | undefined, id: string, body: unknown) =>
      given().table.put({ key: switchKey(service, id), version: 1, body });

    it.each([
      { when: 'before it begins', now: NOON - 1, active: 0 },
      { when: 'when it begins', now: NOON, active: 1 },
      { when: 'just before it ends', now: NOON + HOUR - 1, active: 1 },
      { when: 'when it ends, though it is still there', now: NOON + HOUR, active: 0 },
    ])('a switch is on $active times $when', async ({ now, active }) => {
      await set('registry', 'one', pause);
      expect(await given().switches.active('registry', now)).toHaveLength(active);
    });

    it('are those of the service and those of everything', async () => {
      await set('registry', 'one', pause);
      await set('gateway', 'two', pause);
      await set(undefined, 'three', everything);
      expect(await given().switches.active('registry', NOON)).toEqual([pause, everything]);
    });

    it.each([
      { fault: 'no end', body: { ...pause, until: undefined } },
      { fault: 'no owner', body: { ...pause, owner: undefined } },
      { fault: 'no known scope', body: { ...pause, scope: 'cluster' } },
      { fault: 'no object', body: null },
    ])('one with $fault is an error, never no switch', async ({ body }) => {
      await set('registry', 'one', body);
      await expect(given().switches.active('registry', NOON)).rejects.toThrow('SWITCH#one is not a switch');
    });
  });

  describe('the journal', () => {
    const entry = (number: number): JournalEntry => ({
      service: 'registry',
      at: NOON + number,
      kind: 'decided',
      incident: 'registry-20261123T120000Z',
      detail: { number, score: 41.5, nested: { z: 1, a: [1, 2] }, absent: undefined },
    });

    it('keeps entries in their order, each with the hash of the one before', async () => {
      for (const number of [1, 2, 3]) await given().journal.append(entry(number));
      const links = await readJournal(given().table, 'registry');
      expect(links.map(({ sequence, entry }) => [sequence, entry.detail.number])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      let previous = CHAIN_START;
      for (const link of links) {
        expect(link.hash).toBe(chainHash(previous, link.entry));
        previous = link.hash;
      }
    });

    it('keeps its order beyond nine entries', async () => {
      for (let number = 1; number <= 11; number += 1) await given().journal.append(entry(number));
      const links = await readJournal(given().table, 'registry');
      expect(links.at(-1)?.sequence).toBe(11);
    });

    it('lets writers at the same moment queue up, and loses nobody', async () => {
      await Promise.all([1, 2, 3].map((number) => given().journal.append(entry(number))));
      const links = await readJournal(given().table, 'registry');
      expect(links.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(links.map(({ entry }) => entry.detail.number).sort()).toEqual([1, 2, 3]);
    });

    it('hashes what an entry says, not the order in which it says it', () => {
      const turned = Object.fromEntries(Object.entries(entry(1)).reverse()) as unknown as JournalEntry;
      expect(chainHash(CHAIN_START, turned)).toBe(chainHash(CHAIN_START, entry(1)));
      expect(chainHash(CHAIN_START, entry(2))).not.toBe(chainHash(CHAIN_START, entry(1)));
      expect(chainHash(chainHash(CHAIN_START, entry(1)), entry(1))).not.toBe(chainHash(CHAIN_START, entry(1)));
    });
  });
});
