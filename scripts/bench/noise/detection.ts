import { createRandom } from '#local-aws/clock/random.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { type Check, checksOf, drawMinutes, NOW } from './checks.ts';

export interface Detection {
  readonly onset: Instant;
  /** When the first minute of the fault can be read. */
  readonly visibleAt: Instant;
  /** When a check first had a finding. */
  readonly foundAt: Instant;
  /** When a check first opened an incident. */
  readonly openedAt: Instant;
}

interface Fault {
  readonly requestsPerMinute: number;
  readonly errorRate: number;
}

const HEALTHY_MINUTES = 10;
const OBSERVED_MINUTES = 30;

const firstOf = (checks: readonly Check[], matches: (check: Check) => boolean): Instant =>
  checks.find(matches)?.at ?? Number.POSITIVE_INFINITY;

const detectionOf = ({ requestsPerMinute, errorRate }: Fault, seed: number): Detection => {
  const random = createRandom(`fault ${seed} at ${requestsPerMinute}`);
  const onset = NOW + (HEALTHY_MINUTES + random.next()) * MINUTE;
  const minutes = drawMinutes({ requestsPerMinute, random, fault: { onset, errorRate } }, OBSERVED_MINUTES);
  const checks = [...checksOf(minutes, random)];
  return {
    onset,
    visibleAt: minutes[HEALTHY_MINUTES]?.visibleAt ?? Number.NaN,
    foundAt: firstOf(checks, ({ assessment }) => assessment.report.findings.length > 0),
    openedAt: firstOf(checks, ({ next }) => next.kind === 'open-incident'),
  };
};

/** Measures the detection of the same fault at `count` random moments. */
export const detectionsOf = (fault: Fault, count: number): readonly Detection[] =>
  Array.from({ length: count }, (_, seed) => detectionOf(fault, seed));
