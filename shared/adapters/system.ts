import { randomUUID } from 'node:crypto';
import type { Clock, Ids } from '#shared/ports/services.ts';

export const systemClock: Clock = { now: () => Date.now() };

export const systemIds: Ids = { next: () => randomUUID() };
