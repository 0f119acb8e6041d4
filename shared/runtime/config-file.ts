import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/** The file of services could not be read. The message is one line: which file, as named and in full, why, and what to do. */
export class ConfigUnreadable extends Error {
  override readonly name = 'ConfigUnreadable';
}

/** The text of a medic.yml. Throws {@link ConfigUnreadable}, with `advice` at its end, when there is no such file. */
export const readConfigText = (path: string, advice: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const where = isAbsolute(path) ? path : `${path} (${resolve(path)})`;
    throw new ConfigUnreadable(`${where} cannot be read: ${whyUnreadable(cause)}; ${advice}.`, { cause });
  }
};

/** What kept a file from being read, in words. */
export const whyUnreadable = (cause: unknown): string => {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  return WORDS[code] ?? code;
};

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder; name one file in it',
  EACCES: 'this user may not read it',
};
