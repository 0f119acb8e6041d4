import { readFileSync } from 'node:fs';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { CommandFailed } from '../command-failed.ts';

const FILE = 'medic.yml';

/** The names of all services in the medic.yml of this folder. */
export const watchedServices = (): readonly string[] => parseMedicYaml(readText(), FILE).map(({ name }) => name);

const readText = (): string => {
  try {
    return readFileSync(FILE, 'utf8');
  } catch (cause) {
    throw new CommandFailed(`There is no ${FILE} in this folder; name the services, or go to the folder that has it.`, {
      cause,
    });
  }
};
