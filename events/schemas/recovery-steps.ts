import * as z from 'zod/mini';
import { ALERT_KINDS } from '#shared/domain/model/alert.ts';
import { IncidentId, ServiceName } from './names.ts';
import { countFromOne } from './parts.ts';

/** The state machine sends this request to `assess`. */
export const AssessRequest = z.strictObject({ service: ServiceName, incident: IncidentId });

/** The state machine passes this request from `assess` to an action function. It names exactly one reserved step of one incident. */
export const StepRequest = z.strictObject({
  service: ServiceName,
  incident: IncidentId,
  attempt: countFromOne(),
  step: countFromOne(),
  epoch: countFromOne(),
});

/** The state machine sends this request to `publish-alert`. */
export const AlertRequest = z.strictObject({ service: ServiceName, incident: IncidentId, alert: z.enum(ALERT_KINDS) });

export type AssessRequest = z.output<typeof AssessRequest>;
export type StepRequest = z.output<typeof StepRequest>;
export type AlertRequest = z.output<typeof AlertRequest>;
