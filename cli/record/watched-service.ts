import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { CommandFailed } from '../command-failed.ts';

export interface WatchedService {
  readonly policy: ServicePolicy;
  /** A medic.yml that contains only this service, with its settings unchanged. */
  readonly config: object;
}

interface Written {
  readonly defaults?: object;
  readonly services: readonly { readonly name: string }[];
}

/** What a medic.yml says of one service. Throws {@link CommandFailed} where there is no such file or service. */
export const watchedService = (path: string, name: string): WatchedService => {
  const text = readText(path);
  const policies = parseMedicYaml(text, path);
  const policy = policies.find((each) => each.name === name);
  if (policy === undefined) {
    const names = policies.map((each) => each.name).join(', ');
    throw new CommandFailed(`${path} has no service "${name}"; it names: ${names}.`);
  }
  const { defaults, services } = parse(text) as Written;
  return { policy, config: { ...(defaults && { defaults }), services: services.filter((each) => each.name === name) } };
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandFailed(`${path} cannot be read; go to the folder that has it, or name it with --config.`, {
      cause,
    });
  }
};
