import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { readConfigText } from '#shared/runtime/config-file.ts';

/** The text of the medic.yml that a command was told to go by. Throws ConfigUnreadable where there is no such file. */
export const configText = (path: string): string =>
  readConfigText(path, 'name the file with --config or in MEDIC_CONFIG');

/** The services that it names. */
export const watchedServices = (path: string): readonly ServicePolicy[] => parseMedicYaml(configText(path), path);
