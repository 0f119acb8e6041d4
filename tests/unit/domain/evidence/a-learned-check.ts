// A check of a service as `learn` gets it, and baselines that it adds to.
import type { LearnedCheck } from '#shared/domain/evidence/baseline.ts';
import { EMPTY_BASELINE, type HealthyRevision, type ServiceBaseline } from '#shared/domain/model/baseline.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import { DAY, type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, REVISION } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

export interface CheckState extends ServiceState {
  readonly now?: Instant;
  readonly report?: Partial<HealthReport>;
  readonly diagnosisIsNone?: boolean;
}

/** A check of a healthy service, 15 seconds after a check that found it healthy as well. */
export const check = ({ now = NOW, report, diagnosisIsNone = true, ...state }: CheckState = {}): LearnedCheck => ({
  observation: service({ previous: [aReport({ at: now - 15 * SECOND })], ...state }, now),
  report: aReport({ at: now, ...report }),
  diagnosisIsNone,
  now,
});

/** The revision has been confirmed until a minute ago. */
export const aRevision = (given: Partial<HealthyRevision> = {}): HealthyRevision => ({
  taskDefinition: REVISION,
  firstAt: NOW - DAY,
  lastAt: minutesAgo(1),
  healthyMs: DAY - MINUTE,
  ...given,
});

/** A baseline to which a check of the healthy service adds nothing. */
export const settled = (given: Partial<ServiceBaseline> = {}): ServiceBaseline => ({
  ...EMPTY_BASELINE,
  startsFrom: NOW - DAY,
  revisions: [aRevision()],
  usual: { at: minutesAgo(1), score: 98, findings: [] },
  ...given,
});
