import { pluralize } from '#shared/domain/model/plural.ts';
import type { Services } from '#shared/ports/services.ts';
import { logger } from '../observability.ts';
import { once } from '../once.ts';
import { config } from './config.ts';

/** Reads the policies; each cold start logs their digest. */
export const policies = once((): Services['policies'] => {
  const { policies: packaged, policiesDigest } = config();
  logger.info(`policies of ${pluralize(packaged.length, 'service')}, digest ${policiesDigest}`, { policiesDigest });
  return packaged;
});
