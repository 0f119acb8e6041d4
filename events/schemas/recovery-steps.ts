import * as z from 'zod/mini';
import { ALERT_KINDS } from '#shared/domain/model/alert.ts';
import { IncidentId, ServiceName } from './names.ts';
import { countFromOne } from './parts.ts';

/** From the state machine to `assess`. */
export const AssessRequest = z.strictObject({ service: ServiceName, incident: IncidentId });

/** From `assess`, through the state machine, to an action function: one reserved step of one incident, and no more. */
export const StepRequest = z.strictObject({
  service: ServiceName,
  incident: IncidentId,
  attempt: countFromOne(),
  step: countFromOne(),
  epoch: countFromOne(),
});

/** From the state machine to `publish-alert`. */
export const AlertRequest = z.strictObject({ service: ServiceName, incident: IncidentId, alert: z.enum(ALERT_KINDS) });

export type AssessRequest = z.output<typeof AssessRequest>;
export type StepRequest = z.output<typeof StepRequest>;
export type AlertRequest = z.output<typeof AlertRequest>;
