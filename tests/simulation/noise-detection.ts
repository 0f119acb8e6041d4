// Simulation layer: how long a fault that begins at a random moment goes unseen.

import { createRandom } from '#local-aws/clock/random.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { percentile } from '#sim/report/percentile.ts';
import { NOW } from '#tests/builders/constants.ts';
import { drawMinutes, type Look, looksAt } from './noise-watch.ts';

export interface Detection {
  readonly onset: Instant;
  /** When the first minute that has a part of the fault can be read. */
  readonly visibleAt: Instant;
  /** When a look first found it. */
  readonly foundAt: Instant;
  /** When a look first opened an incident. */
  readonly openedAt: Instant;
}

interface Fault {
  readonly requestsPerMinute: number;
  readonly errorRate: number;
}

const QUIET_MINUTES = 10;
const WATCHED_MINUTES = 30;

const firstWhere = (looks: readonly Look[], is: (look: Look) => boolean): Instant =>
  looks.find(is)?.at ?? Number.POSITIVE_INFINITY;

const detectionOf = ({ requestsPerMinute, errorRate }: Fault, seed: number): Detection => {
  const random = createRandom(`fault ${seed} at ${requestsPerMinute}`);
  const onset = NOW + (QUIET_MINUTES + random.next()) * MINUTE;
  const minutes = drawMinutes({ requestsPerMinute, random, fault: { onset, errorRate } }, WATCHED_MINUTES);
  const looks = [...looksAt(minutes, random)];
  return {
    onset,
    visibleAt: minutes[QUIET_MINUTES]?.visibleAt ?? Number.NaN,
    foundAt: firstWhere(looks, ({ assessment }) => assessment.report.findings.length > 0),
    openedAt: firstWhere(looks, ({ next }) => next.kind === 'open-incident'),
  };
};

/** What became of the same fault, begun at so many random moments. */
export const detectionsOf = (fault: Fault, count: number): readonly Detection[] =>
  Array.from({ length: count }, (_, seed) => detectionOf(fault, seed));

export const median = (values: readonly number[]): number => percentile(values, 50);
