import { partOf } from '#shared/adapters/transport/failures.ts';
import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { readDetails } from '#shared/procedures/read-details.ts';
import type { RecordingServices } from './recording-services.ts';

export interface DetailedObservation {
  readonly observation: Observation;
  /** Missing if the table cannot be read: a case can do without it. */
  readonly incident: Part<Incident | undefined>;
}

/** Observes a service like a check, and reads the details even if nothing is wrong, so that the case holds them. */
export const observeWithDetails = async (
  services: RecordingServices,
  policy: ServicePolicy,
  now: Instant,
): Promise<DetailedObservation> => {
  const observation = await observeOne(services)(policy, now);
  if (!needsDetails({ observation, policy, now })) await readDetails(services)([{ policy, observation }]);
  if (observation.releases.state === 'missing' && observation.releases.reason === 'not-asked')
    await services.ecs.releases([policy]);
  const incident = await partOf(now, async () => (await services.incidents.read(policy.name)).incident);
  return { observation, incident };
};
