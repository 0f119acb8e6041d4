import { followUp } from '#shared/domain/incident/follow-up.ts';
import {
  type EscalatedOpening,
  handOver,
  handoverOf,
  newEscalation,
  newIncident,
  resolve,
} from '#shared/domain/incident/transitions.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';

interface ReplayedCheck {
  readonly assessment: Assessment;
  readonly before: Incident | undefined;
  readonly observation: Observation;
}

/** Returns the incident's record after a check. A replay takes no action, so it never adds an attempt. */
export const incidentAfter = (check: ReplayedCheck): Incident | undefined => {
  const { assessment, before, observation } = check;
  if (assessment.incident !== undefined) return closed(assessment.incident, check);
  const { at: now } = observation;
  const history = { incident: before, pastActions: [] };
  const next = followUp({ assessment, observation, history, isConfirmation: false, now });
  const opening = { assessment, trigger: { kind: 'scheduled' }, now, earlier: before } as const;
  if (next.kind === 'open-incident') return closed(newIncident(opening), check);
  if (next.kind === 'open-escalated') return escalated({ ...opening, ...next });
  return before && next.kind === 'resolve' ? resolve(before, now) : before;
};

/** The operators get this incident at once. A replay sends no alert, so that the next check takes it for sent. */
const escalated = (opening: EscalatedOpening): Incident => {
  const { incident, handover } = newEscalation(opening);
  return { ...handOver(incident, handover), alerts: ['escalated'] };
};

const closed = (incident: Incident, { assessment: { decision }, observation }: ReplayedCheck): Incident => {
  if (decision.kind === 'resolved') return resolve(incident, observation.at);
  const handover = handoverOf(decision);
  return handover === undefined ? incident : handOver(incident, { ...handover, at: observation.at });
};
