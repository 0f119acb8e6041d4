import * as z from 'zod';
import { ACTIONS } from '#shared/domain/model/action.ts';
import { ServiceName } from './names.ts';

/** A person asks for a service to be put right. With `dryRun` nothing is changed. */
export const RemediationRequest = z.strictObject({
  service: ServiceName,
  action: z.enum(ACTIONS).optional(),
  reason: z.string().trim().min(1).max(200),
  dryRun: z.boolean().default(false),
});

export type RemediationRequest = z.output<typeof RemediationRequest>;
