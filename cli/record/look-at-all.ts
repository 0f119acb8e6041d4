import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { readDetails } from '#shared/procedures/read-details.ts';
import type { RecordingServices } from './recording-services.ts';

/** Observes a service as the medic does, and reads besides what it would only read of a service that something is wrong with. */
export const lookAtAll = async (
  services: RecordingServices,
  policy: ServicePolicy,
  now: Instant,
): Promise<{ readonly observation: Observation; readonly incident: Incident | undefined }> => {
  const observation = await observeOne(services)(policy, now);
  if (!needsDetails({ observation, policy, now })) await readDetails(services)([{ policy, observation }]);
  if (observation.releases.state === 'missing' && observation.releases.reason === 'not-asked')
    await services.ecs.releases([policy]);
  return { observation, incident: await incidentOf(services, policy) };
};

/** A case without the table is a case all the same; that it cannot be read shows in other parts. */
const incidentOf = async ({ incidents }: RecordingServices, { name }: ServicePolicy): Promise<Incident | undefined> => {
  try {
    return (await incidents.read(name)).incident;
  } catch {
    return undefined;
  }
};
