// Contract layer: what the signal log remembers, over memory and over DynamoDB.
import { HOUR } from '#shared/domain/model/time.ts';
import { NOON, overEveryTable } from './stores-harness.ts';

overEveryTable((given) => {
  describe('the signal log', () => {
    const compare = (id: string, version?: number) =>
      given().signals.compare({ id, ...(version !== undefined && { version }) });
    const remember = (id: string, version?: number) =>
      given().signals.remember({ id, ...(version !== undefined && { version }) }, NOON);

    it('knows an id once it is remembered, and no other', async () => {
      expect(await compare('event-1')).toBe('newer');
      await remember('event-1');
      expect(await compare('event-1')).toBe('same');
      expect(await compare('event-2')).toBe('newer');
    });

    it('remembers nothing by comparing, so that what failed is as new as before', async () => {
      await compare('event-1');
      await compare('task:1', 6);
      expect([await compare('event-1'), await compare('task:1', 6)]).toEqual(['newer', 'newer']);
    });

    it.each([
      { version: 5, is: 'older' },
      { version: 6, is: 'same' },
      { version: 7, is: 'newer' },
    ])('calls version $version after version 6 $is', async ({ version, is }) => {
      await remember('task:1', 6);
      expect(await compare('task:1', version)).toBe(is);
    });

    it('goes by the highest version, in whatever order they are remembered, and by those of the same thing only', async () => {
      for (const version of [9, 3, 4]) await remember('task:1', version);
      expect([await compare('task:1', 8), await compare('task:1', 9)]).toEqual(['older', 'same']);
      expect(await compare('task:2', 3)).toBe('newer');
    });

    it('remembers the highest of three versions that come at the same moment', async () => {
      await Promise.all([5, 7, 6].map((version) => remember('task:1', version)));
      expect([await compare('task:1', 7), await compare('task:1', 8)]).toEqual(['same', 'newer']);
    });

    it.each([
      { id: 'event-1', version: undefined, kept: 1 },
      { id: 'task:1', version: 6, kept: 6 },
    ])('lets the table forget $id an hour later', async ({ id, version, kept }) => {
      await remember(id, version);
      const item = await given().table.get({ partition: `SIGNAL#${id}`, sort: 'SEEN' });
      expect(item).toMatchObject({ version: kept, expiresAt: NOON + HOUR });
    });
  });
});
