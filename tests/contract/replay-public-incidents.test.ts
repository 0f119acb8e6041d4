// Contract: cases written after public incidents, by people who did not know the rules, replay without an error and without a harmful action.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCase } from '#cli/replay/case-file.ts';
import { harmfulAction } from '#cli/replay/compare.ts';
import { replayCase } from '#cli/replay/replay-case.ts';

const FOLDER = join('tests', 'fixtures', 'public-incidents');
const filesIn = (folder: string): readonly string[] => readdirSync(folder).map((name) => join(folder, name));
const files = ['open', 'held-out', 'first-sight'].flatMap((folder) => filesIn(join(FOLDER, folder)));

describe('a case after a public incident', () => {
  it.each(files)('%s replays without an error and without a harmful action', async (file) => {
    const recorded = readCase(file);
    const { replayed } = await replayCase(recorded);
    expect(recorded.expect).toBeDefined();
    expect(harmfulAction(replayed, recorded.expect ?? { decision: {}, harmful: [], evidence: [] })).toBeUndefined();
  });
});
