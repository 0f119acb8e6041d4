import { learn } from '#shared/domain/evidence/baseline.ts';
import { describeError } from '#shared/domain/model/error-text.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';

export interface FinishedCheck {
  readonly observation: Observation;
  readonly report: HealthReport;
  readonly isIncidentOpen: boolean;
  readonly now: Instant;
}

/**
 * Saves what the check adds to the baseline; answers the error where that fails, because the check itself has succeeded. Nothing is saved
 * over a baseline that could not be read.
 */
export const saveBaseline =
  ({ baselines }: Pick<Services, 'baselines'>) =>
  async ({ observation, report, isIncidentOpen, now }: FinishedCheck): Promise<string | undefined> => {
    const baseline = valueIn(observation.baseline);
    if (baseline === undefined) return undefined;
    const diagnosisIsNone = report.cause === 'none' && !isIncidentOpen;
    const learned = learn(baseline, { observation, report, diagnosisIsNone, now });
    if (learned === baseline) return undefined;
    try {
      await baselines.save(report.service, learned, now);
      return undefined;
    } catch (error) {
      return describeError(error);
    }
  };
