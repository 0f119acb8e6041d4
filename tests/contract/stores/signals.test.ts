// Contract layer: the signal log, over memory and over DynamoDB.
import { HOUR } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { overEveryTable } from './every-table.ts';

overEveryTable((given) => {
  const signal = (id: string, version?: number) => ({ id, ...(version !== undefined && { version }) });
  const compare = (id: string, version?: number) => given().signals.compare(signal(id, version));
  const remember = (id: string, version?: number) => given().signals.remember(signal(id, version), NOW);

  it('a signal is newer until it is remembered, and comparing does not remember it', async () => {
    expect([await compare('event-1'), await compare('event-1')]).toEqual(['newer', 'newer']);
    await remember('event-1');
    expect([await compare('event-1'), await compare('event-2')]).toEqual(['same', 'newer']);
  });

  it.each([
    { version: 5, is: 'older' },
    { version: 6, is: 'same' },
    { version: 7, is: 'newer' },
  ])('version $version is $is than the remembered version 6', async ({ version, is }) => {
    await remember('task:1', 6);
    expect(await compare('task:1', version)).toBe(is);
  });

  it.each([
    {
      order: 'in any order',
      rememberAll: async () => {
        for (const version of [9, 3, 4]) await remember('task:1', version);
      },
    },
    { order: 'concurrently', rememberAll: () => Promise.all([4, 9, 3].map((version) => remember('task:1', version))) },
  ])('of versions remembered $order the highest of the same id counts', async ({ rememberAll }) => {
    await rememberAll();
    expect([await compare('task:1', 8), await compare('task:1', 9)]).toEqual(['older', 'same']);
    expect(await compare('task:2', 3)).toBe('newer');
  });

  it.each([
    { id: 'event-1', given: undefined, version: 1 },
    { id: 'task:1', given: 6, version: 6 },
  ])(
    'the item of $id has the version $version and expires after an hour',
    async ({ id, given: signalled, version }) => {
      await remember(id, signalled);
      const item = await given().table.get({ partition: `SIGNAL#${id}`, sort: 'SEEN' });
      expect(item).toMatchObject({ version, expiresAt: NOW + HOUR });
    },
  );
});
