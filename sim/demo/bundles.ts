import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** Unpacks a function's archive as Lambda does, and returns the folder. */
export const unpackBundle = (archive: string, into: string): string => {
  rmSync(into, { recursive: true, force: true });
  for (const [name, content] of Object.entries(unzipSync(readFileSync(archive)))) {
    if (name.endsWith('/')) continue;
    const file = join(into, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return into;
};
