// Contract layer: what was learned about services, over memory and over DynamoDB.
import { baselineStore } from '#shared/adapters/stores/baselines.ts';
import { EMPTY_BASELINE, type ServiceBaseline } from '#shared/domain/model/baseline.ts';
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import { NOW, REVISION } from '#tests/builders/constants.ts';
import { overEveryTable } from './every-table.ts';

const LEARNED: ServiceBaseline = {
  starts: [{ task: 'task-1', at: NOW, tookMs: 42_000 }],
  startsFrom: NOW - DAY,
  revisions: [{ taskDefinition: REVISION, firstAt: NOW - DAY, lastAt: NOW, healthyMs: DAY }],
  interruptedAt: NOW - 2 * DAY,
  faultlessChecks: [{ score: 100 / 3, findings: ['memory-saturated'] }],
  usual: { at: NOW, score: 100 / 3, findings: ['memory-saturated'] },
};

const KEY = { partition: 'SERVICE#registry', sort: 'BASELINE' };

overEveryTable((given) => {
  const baselineOf = async (service: string) => (await given().baselines.read([service])).get(service);

  it('a baseline is read as it was written, and expires after a year', async () => {
    await given().baselines.save('registry', LEARNED, NOW);
    expect(await baselineOf('registry')).toEqual(LEARNED);
    expect(await given().table.get(KEY)).toMatchObject({ version: NOW, expiresAt: NOW + 365 * DAY });
  });

  it('a service without a baseline has an empty one', async () => {
    expect(await baselineOf('registry')).toBe(EMPTY_BASELINE);
  });

  it('an empty baseline can be stored', async () => {
    await given().baselines.save('registry', EMPTY_BASELINE, NOW);
    expect(await baselineOf('registry')).toEqual(EMPTY_BASELINE);
  });

  it.each([
    { what: 'an earlier', at: NOW - MINUTE, wins: false },
    { what: 'the same', at: NOW, wins: false },
    { what: 'a later', at: NOW + MINUTE, wins: true },
  ])('what $what check has learned replaces the stored baseline: $wins', async ({ at, wins }) => {
    await given().baselines.save('registry', EMPTY_BASELINE, NOW);
    await given().baselines.save('registry', LEARNED, at);
    expect(await baselineOf('registry')).toEqual(wins ? LEARNED : EMPTY_BASELINE);
  });

  it('of concurrent checks the latest wins', async () => {
    const save = (baseline: ServiceBaseline, minutes: number) =>
      given().baselines.save('registry', baseline, NOW + minutes * MINUTE);
    await Promise.all([save(EMPTY_BASELINE, 1), save(LEARNED, 3), save(EMPTY_BASELINE, 2)]);
    expect(await baselineOf('registry')).toEqual(LEARNED);
  });

  it('the baselines of 150 services are read together, each under its name', async () => {
    const services = Array.from({ length: 150 }, (_, number) => `service-${number}`);
    await Promise.all(
      services.map((service) => given().baselines.save(service, { ...LEARNED, startsFrom: service.length }, NOW)),
    );
    const read = await given().baselines.read([...services, 'service-7', 'unknown']);
    expect([...read].map(([name, { startsFrom }]) => [name, startsFrom])).toEqual([
      ...services.map((service) => [service, service.length]),
      ['unknown', undefined],
    ]);
  });

  it.each<{ fault: string; body: unknown }>([
    { fault: 'a text', body: 'healthy' },
    { fault: 'nothing', body: null },
    { fault: 'a record without starts', body: { revisions: [], faultlessChecks: [] } },
    { fault: 'a start without duration', body: { ...LEARNED, starts: [{ task: 'task-1', at: NOW }] } },
    { fault: 'a start of negative duration', body: { ...LEARNED, starts: [{ task: 'task-1', at: NOW, tookMs: -1 }] } },
    { fault: 'a start of no task', body: { ...LEARNED, starts: [{ at: NOW, tookMs: 1 }] } },
    { fault: 'a textual instant', body: { ...LEARNED, startsFrom: '2026-11-23' } },
    { fault: 'a textual interruption', body: { ...LEARNED, interruptedAt: '2026-11-23' } },
    { fault: 'revisions that are no list', body: { ...LEARNED, revisions: {} } },
    { fault: 'a revision without name', body: { ...LEARNED, revisions: [{ firstAt: 1, lastAt: 1, healthyMs: 1 }] } },
    { fault: 'a revision without times', body: { ...LEARNED, revisions: [{ taskDefinition: REVISION }] } },
    { fault: 'a check without findings', body: { ...LEARNED, faultlessChecks: [{ score: 90 }] } },
    { fault: 'a finding that is no text', body: { ...LEARNED, faultlessChecks: [{ score: 90, findings: [7] }] } },
    { fault: 'a usual state without time', body: { ...LEARNED, usual: { score: 90, findings: [] } } },
  ])('$fault counts as an empty baseline of its service alone, is reported, and can be replaced', async ({ body }) => {
    const { table } = given();
    const messages: string[] = [];
    const store = baselineStore(table, (message) => void messages.push(message));
    await table.put({ key: KEY, version: 1, body });
    await store.save('other', LEARNED, NOW);
    expect(await store.read(['registry', 'other'])).toEqual(
      new Map([
        ['registry', EMPTY_BASELINE],
        ['other', LEARNED],
      ]),
    );
    expect(messages).toEqual([expect.stringContaining('SERVICE#registry BASELINE is not a baseline')]);
    await store.save('registry', LEARNED, NOW);
    expect(await baselineOf('registry')).toEqual(LEARNED);
  });
});
