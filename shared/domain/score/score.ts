import type { Snapshot } from '../model/evidence.ts';
import type { HealthReport, HealthState, Score, ScoredPart } from '../model/health-report.ts';
import type { Observation } from '../model/observation.ts';
import { isUnreadable, valueIn } from '../model/part.ts';
import { SCORE_PARTS, type ScorePartId, type ScoringPolicy } from '../model/policy.ts';
import { sum } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { lastObserved, MEASURES, type Measure } from './measures.ts';

/** CloudWatch aggregates over this period. Evidence is fresh for two of them and counts for nothing after six. */
const PERIOD_MS = MINUTE;
/** Missing data keeps its last score for two minutes. Then its worth declines for up to 15 minutes. */
const MISSING_FROM_MS = 2 * MINUTE;
const MISSING_UNTIL_MS = 15 * MINUTE;

const HEALTHY_FROM = 80;
const DEGRADED_FROM = 50;
const KNOWN_FROM_CONFIDENCE = 0.5;

/**
 * Scores one service: the weighted sum of its parts, limited by the cap of its worst critical part. A 503 from the load balancer
 * keeps the score below "healthy". The confidence is separate and never changes the score.
 */
export const scoreService = (snapshot: Snapshot): Score => {
  const { observation, policy, now } = snapshot;
  const measures = SCORE_PARTS.map((id) => ({ id, measure: MEASURES[id](snapshot) }));
  const applicable = measures.filter(({ measure }) => measure.kind !== 'not-applicable');
  const totalWeight = sum(applicable.map(({ id }) => policy.scoring.parts[id].weight));
  const parts = applicable.map(({ id, measure }) =>
    scorePart({ id, measure, observation, scoring: policy.scoring, totalWeight, now }),
  );
  const base = 100 - sum(parts.map(({ loss }) => loss));
  const served503 = hasServed503(observation);
  const binding = bindingCap(base, parts, served503 ? policy.scoring.capWhen503 : 100);
  const score = Math.max(0, base - (binding?.loss ?? 0));
  const confidence = sum(
    applicable.map(({ id, measure }) => (policy.scoring.parts[id].weight / totalWeight) * certainty(measure, now)),
  );
  return {
    score,
    confidence,
    state: stateOf(score, confidence, parts),
    parts,
    ...(binding === undefined ? {} : { binding }),
    why: explanationOf(score, parts, binding),
    scoringVersion: policy.scoring.version,
    served503,
  };
};

/** True when the load balancer answered 503. No traffic proves that it did not; unreadable traffic keeps the last known answer. */
const hasServed503 = ({ traffic, previous }: Observation): boolean =>
  isUnreadable(traffic) ? previous[0]?.served503 === true : (valueIn(traffic)?.elb503 ?? 0) > 0;

interface PartInput {
  readonly id: ScorePartId;
  readonly measure: Measure;
  readonly observation: Observation;
  readonly scoring: ScoringPolicy;
  readonly totalWeight: number;
  readonly now: Instant;
}

const scorePart = ({ id, measure, observation, scoring, totalWeight, now }: PartInput): ScoredPart => {
  const last = lastObserved(observation, id);
  const { cap: capAtZero = 100, floor, weight: rawWeight } = scoring.parts[id];
  const score = scoreOf(measure, last, floor, now);
  const weight = (100 * rawWeight) / totalWeight;
  const details =
    measure.kind === 'measured'
      ? { mode: 'observed' as const, value: measure.value, sampleSize: measure.sampleSize, observedAt: measure.at }
      : {
          mode: measure.kind === 'frozen' ? ('frozen' as const) : ('missing' as const),
          sampleSize: 0,
          ...(last?.observedAt === undefined ? {} : { observedAt: last.observedAt }),
        };
  return {
    id,
    ...details,
    score,
    weight,
    loss: (weight * (100 - score)) / 100,
    cap: capAtZero + ((100 - capAtZero) * score) / 100,
  };
};

const scoreOf = (measure: Measure, last: ScoredPart | undefined, floor: number, now: Instant): number => {
  if (measure.kind === 'measured') return measure.score;
  if (measure.kind === 'frozen') return last?.score ?? 100;
  return Math.min(
    last?.score ?? 100,
    maxScoreWhenMissing(floor, last?.observedAt === undefined ? Number.POSITIVE_INFINITY : now - last.observedAt),
  );
};

/** Answers the highest score of a part that has been missing for `ageMs`: 100 at first, its floor in the end. */
const maxScoreWhenMissing = (floor: number, ageMs: number): number => {
  const share = Math.min(1, Math.max(0, (ageMs - MISSING_FROM_MS) / (MISSING_UNTIL_MS - MISSING_FROM_MS)));
  return 100 - share * (100 - floor);
};

/** Answers the confidence in a measure, which needs fresh and sufficient data. Proof of no traffic is certain. */
const certainty = (measure: Measure, now: Instant): number => {
  switch (measure.kind) {
    case 'measured':
      return measure.sufficiency * freshness(now - measure.at);
    case 'frozen':
      return freshness(now - measure.at);
    default:
      return 0;
  }
};

const freshness = (ageMs: number): number => Math.min(1, Math.max(0, (6 * PERIOD_MS - ageMs) / (4 * PERIOD_MS)));

const bindingCap = (base: number, parts: readonly ScoredPart[], cap503: number): HealthReport['binding'] => {
  const caps = [...parts.map(({ id, cap }) => ({ cap: id, at: cap })), { cap: '503-served' as const, at: cap503 }];
  const lowest = caps.reduce((worst, candidate) => (candidate.at < worst.at ? candidate : worst));
  return lowest.at < base ? { cap: lowest.cap, loss: base - lowest.at } : undefined;
};

const stateOf = (score: number, confidence: number, parts: readonly ScoredPart[]): HealthState => {
  const isStateUnreadable = parts.some(
    ({ id, mode }) => mode === 'missing' && (id === 'availability' || id === 'targets'),
  );
  if (isStateUnreadable || confidence < KNOWN_FROM_CONFIDENCE) return 'unknown';
  if (score >= HEALTHY_FROM) return 'healthy';
  return score >= DEGRADED_FROM ? 'degraded' : 'critical';
};

const explanationOf = (score: number, parts: readonly ScoredPart[], binding: HealthReport['binding']): string => {
  const limit = binding === undefined ? [] : [`${binding.cap} limits the score to ${score.toFixed(0)}`];
  const losses = [...parts]
    .filter(({ loss }) => loss >= 0.1)
    .sort((a, b) => b.loss - a.loss)
    .slice(0, 3)
    .map(({ id, loss, mode }) => `${id}${mode === 'missing' ? ' (missing)' : ''} ${loss.toFixed(1)}`);
  const lost = losses.length === 0 ? [] : [`points lost: ${losses.join(', ')}`];
  return [...limit, ...lost].join('; ') || 'no points lost';
};
