import { parse } from 'yaml';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { CommandFailed } from '../command-failed.ts';
import { configText } from '../commands/watched-services.ts';

export interface WatchedService {
  readonly policy: ServicePolicy;
  /** A medic.yml that contains only this service, with its settings unchanged. */
  readonly config: object;
}

interface MedicYaml {
  readonly defaults?: object;
  readonly services: readonly { readonly name: string }[];
}

/** Reads one service of a medic.yml. Throws ConfigUnreadable if the file cannot be read, {@link CommandFailed} if it has no such service. */
export const watchedService = (path: string, name: string): WatchedService => {
  const text = configText(path);
  const policies = parseMedicYaml(text, path);
  const policy = policies.find((each) => each.name === name);
  if (policy === undefined) {
    const names = policies.map((each) => each.name).join(', ');
    throw new CommandFailed(`${path} has no service "${name}"; it names: ${names}.`);
  }
  const { defaults, services } = parse(text) as MedicYaml;
  return { policy, config: { ...(defaults && { defaults }), services: services.filter((each) => each.name === name) } };
};
