import * as z from 'zod/mini';
import { ACTIONS } from '#shared/domain/model/action.ts';
import { ServiceName } from './names.ts';

/** An operator requests the remediation of a service. With `dryRun` the service is not changed. */
export const RemediationRequest = z.strictObject({
  service: ServiceName,
  action: z.optional(z.enum(ACTIONS)),
  reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  dryRun: z._default(z.boolean(), false),
});

export type RemediationRequest = z.output<typeof RemediationRequest>;
