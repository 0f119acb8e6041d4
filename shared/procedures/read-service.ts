import type { EcsService } from '#shared/domain/model/observation.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Services } from '#shared/ports/services.ts';

/** Reads the service; undefined when it could not be read. */
export const readService = async (
  { ecs }: Pick<Services, 'ecs'>,
  policy: ServicePolicy,
): Promise<EcsService | undefined> => {
  const part = (await ecs.services([policy])).get(policy.name);
  return part && valueIn(part);
};
