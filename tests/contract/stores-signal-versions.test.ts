// Contract layer: the versions that the signal log keeps, over memory and over DynamoDB.
import { HOUR } from '#shared/domain/time.ts';
import { NOON, overEveryTable } from './stores-harness.ts';

overEveryTable((given) => {
  describe('the version of a thing', () => {
    const note = (version: number, id = 'task:1') => given().signals.noteVersion(id, version, NOON);

    it.each([
      { version: 5, is: 'older' },
      { version: 6, is: 'same' },
      { version: 7, is: 'newer' },
    ])('$version after version 6 is $is', async ({ version, is }) => {
      expect(await note(6)).toBe('newer');
      expect(await note(version)).toBe(is);
    });

    it('is measured by the highest seen, and by those of the same thing only', async () => {
      await note(9);
      expect(await note(3)).toBe('older');
      expect(await note(4)).toBe('older');
      expect(await note(3, 'task:2')).toBe('newer');
    });

    it('is new to one of three who bring it at the same moment', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => note(6)));
      expect(answers.sort()).toEqual(['newer', 'same', 'same']);
    });

    it('may be forgotten by the table an hour later', async () => {
      await note(6);
      const item = await given().table.get({ partition: 'SIGNAL#task:1', sort: 'VERSION' });
      expect(item).toMatchObject({ version: 6, expiresAt: NOON + HOUR });
    });
  });
});
