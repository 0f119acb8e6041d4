import type { Services } from '#shared/ports/services.ts';
import { config } from './config.ts';

export const policies = (): Services['policies'] => config().policies;
