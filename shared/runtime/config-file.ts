import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/** The medic.yml cannot be read. The message is one line with the file as named, its full path, the reason and the remedy. */
export class ConfigUnreadable extends Error {
  override readonly name = 'ConfigUnreadable';
}

/** Reads the text of a medic.yml. Throws {@link ConfigUnreadable}, with `advice` at the end, if the file cannot be read. */
export const readConfigText = (path: string, advice: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const where = isAbsolute(path) ? path : `${path} (${resolve(path)})`;
    throw new ConfigUnreadable(`${where} cannot be read: ${describeUnreadable(cause)}; ${advice}.`, { cause });
  }
};

/** Describes the reason why a file cannot be read. */
export const describeUnreadable = (cause: unknown): string => {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  return REASONS[code] ?? code;
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder; name one file in it',
  EACCES: 'this user may not read it',
};
