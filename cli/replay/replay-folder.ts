import { basename } from 'node:path';
import { messageOf } from '../error-message.ts';
import { jsonFilesIn } from '../files.ts';
import { readCase } from './case-file.ts';
import { type Judgement, judge } from './judge.ts';
import { replayCase } from './replay-case.ts';

/** The replay of one file: an error, or a result that is judged if its case has an expectation. */
export type FileReplay = { readonly file: string } & ({ readonly kind: 'failed'; readonly error: string } | Judgement);

/** Replays every *.json in a folder. A file that fails does not affect the others. */
export const replayFolder = async (folder: string): Promise<readonly FileReplay[]> => {
  const replays: FileReplay[] = [];
  for (const path of jsonFilesIn(folder)) replays.push(await replayFile(path));
  return replays;
};

const replayFile = async (path: string): Promise<FileReplay> => {
  const file = basename(path);
  try {
    const recorded = readCase(path);
    const { replayed } = await replayCase(recorded);
    return { file, ...judge(replayed, recorded.expect) };
  } catch (error) {
    return { file, kind: 'failed', error: messageOf(error).replaceAll(/\s+/g, ' ') };
  }
};
