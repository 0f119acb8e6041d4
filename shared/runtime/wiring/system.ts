import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';

export const clock = (): Services['clock'] => systemClock;
