import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { readConfigText } from '#shared/runtime/config-file.ts';

/** Reads the text of the medic.yml of a command. Throws ConfigUnreadable if the file cannot be read. */
export const configText = (path: string): string =>
  readConfigText(path, 'name the file with --config or in MEDIC_CONFIG');

/** Reads the policies of the services in a medic.yml. */
export const watchedServices = (path: string): readonly ServicePolicy[] => parseMedicYaml(configText(path), path);
