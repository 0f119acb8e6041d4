// Contract: cases built after published incidents replay without an error, and without an action that makes them worse.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCase } from '#cli/replay/case-file.ts';
import { compare, harmfulAction } from '#cli/replay/compare.ts';
import { replayCase } from '#cli/replay/replay-case.ts';

const FOLDER = join('..', 'shared', 'cases');
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];

const rightCauses = new Set<string>();

if (files.length === 0) {
  it.skip(`published cases are skipped: there is no folder ${FOLDER}`, () => {});
} else {
  describe('a published case', () => {
    it.each(files)('%s replays without an error, and without a harmful action', async (file) => {
      const recorded = readCase(join(FOLDER, file));
      const { replayed } = await replayCase(recorded);
      const expected = recorded.expect ?? { decision: {}, harmful: [], evidence: [] };
      if (compare(replayed, expected).some(({ what, asExpected }) => what === 'cause' && asExpected))
        rightCauses.add(file);
      expect(harmfulAction(replayed, expected)).toBeUndefined();
    });

    afterAll(() => {
      process.stderr.write(`published cases with the right cause: ${rightCauses.size} of ${files.length}\n`);
    });
  });
}
