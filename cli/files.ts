import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeUnreadable } from '#shared/runtime/config-file.ts';
import { CommandFailed } from './command-failed.ts';

/** Reads a JSON file. Throws {@link CommandFailed} with the reason if it cannot be read. */
export const readJson = (path: string): unknown => {
  const text = orFail(path, () => readFileSync(path, 'utf8'));
  return orFail(path, () => JSON.parse(text));
};

/** Lists the paths of the *.json files in a folder, sorted by name. Throws {@link CommandFailed} if there is none. */
export const jsonFilesIn = (folder: string): readonly string[] => {
  const names = orFail(folder, () => readdirSync(folder)).filter((name) => name.endsWith('.json'));
  if (names.length > 0) return names.sort().map((name) => join(folder, name));
  throw new CommandFailed(`${folder} contains no *.json; name a folder with recorded cases, or one file.`);
};

const orFail = <Read>(path: string, read: () => Read): Read => {
  try {
    return read();
  } catch (cause) {
    throw new CommandFailed(`${path} cannot be read: ${reasonOf(cause)}.`, { cause });
  }
};

/** Describes a read failure in one line; the message of a JSON error quotes the text with its line breaks. */
const reasonOf = (cause: unknown): string =>
  cause instanceof SyntaxError
    ? `it is not JSON (${cause.message.replaceAll(/\s+/g, ' ')})`
    : describeUnreadable(cause);
