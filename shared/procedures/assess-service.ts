import { decide } from '#shared/domain/decide.ts';
import { historyOf } from '#shared/domain/incident/transitions.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { Evidence, ServiceHistory } from '#shared/domain/model/evidence.ts';
import type { Services } from '#shared/ports/services.ts';

/** Reads the newest incident of a service and the past actions that its budget counts. */
export const readHistory =
  ({ incidents }: Pick<Services, 'incidents'>) =>
  async (service: string): Promise<ServiceHistory> =>
    historyOf(await incidents.read(service));

/** Decides on the evidence and stores the report, which the next check of the service builds on. */
export const assessService =
  ({ reports }: Pick<Services, 'reports'>) =>
  async (evidence: Evidence): Promise<Assessment> => {
    const assessment = decide(evidence);
    await reports.save(assessment.report, evidence.observation.previous);
    return assessment;
  };
