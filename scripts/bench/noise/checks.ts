import type { Random } from '#local-aws/clock/random.ts';
import { historyOf } from '#shared/adapters/cloudwatch/metric-history.ts';
import { type Reading, since } from '#shared/adapters/cloudwatch/metric-series.ts';
import { HISTORY_MINUTES, RECENT_MINUTES } from '#shared/adapters/cloudwatch/metrics.ts';
import { attributedBalancers } from '#shared/adapters/cloudwatch/own-traffic.ts';
import { trafficOf } from '#shared/adapters/cloudwatch/traffic.ts';
import { trafficSeries } from '#shared/adapters/cloudwatch/traffic-series.ts';
import { REPORTS_STORED } from '#shared/adapters/stores/reports.ts';
import { decide } from '#shared/domain/decide.ts';
import { type FollowUp, followUp } from '#shared/domain/incident/follow-up.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Traffic } from '#shared/domain/model/observation.ts';
import type { MetricHistory } from '#shared/domain/model/operational-context.ts';
import { itemsOf, missing, observed, type Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import { WORLD_CONSTANTS } from '#sim/world/constants.ts';
import { asOf, recordedService } from '../recorded-service.ts';

/** The start of all minutes. */
export const NOW: Instant = Date.parse('2026-11-23T10:00:00Z');
/** Error rate without a fault. */
const NOISE = 0.001;
/** Cadence of medic.yml. */
const CADENCE_MS = 15 * SECOND;

export interface NoisyService {
  readonly requestsPerMinute: number;
  /** From `onset` on, this share of the requests fails. */
  readonly fault?: { readonly onset: Instant; readonly errorRate: number };
  readonly random: Random;
}

/** Counts of the minute that starts at `at`, which can be read from `visibleAt` on. */
export interface Minute {
  readonly at: Instant;
  readonly visibleAt: Instant;
  readonly requests: number;
  readonly failed: number;
}

export interface Check {
  readonly at: Instant;
  readonly assessment: Assessment;
  readonly next: FollowUp;
}

const drawMinute = ({ requestsPerMinute, fault, random }: NoisyService, at: Instant): Minute => {
  const { low, high } = WORLD_CONSTANTS.metricIngestionSeconds;
  const requests = random.poisson(requestsPerMinute);
  const shareAfterOnset = fault === undefined ? 0 : Math.min(1, Math.max(0, (at + MINUTE - fault.onset) / MINUTE));
  const afterOnset = random.binomial(requests, shareAfterOnset);
  const failed = random.binomial(requests - afterOnset, NOISE) + random.binomial(afterOnset, fault?.errorRate ?? 0);
  return { at, visibleAt: at + MINUTE + random.between(low, high) * SECOND, requests, failed };
};

export const drawMinutes = (service: NoisyService, count: number): readonly Minute[] =>
  Array.from({ length: count }, (_, index) => drawMinute(service, NOW + index * MINUTE));

const { policy: POLICY, observation: HEALTHY } = await recordedService('healthy');
const GROUPS = observed(
  NOW,
  itemsOf(HEALTHY.targetGroups).map(
    (group): BalancedTargetGroup => ({ ...group, loadBalancerNames: ['app/registry/50dc6c495c0c9188'] }),
  ),
);
const ALL_SERIES = trafficSeries(GROUPS.value).length;

/** Reads the minutes as CloudWatch does: a minute without errors has no point of errors. */
const readingOf = (minutes: readonly Minute[], end: Instant): Reading => {
  const pointsOf = (count: 'requests' | 'failed') =>
    minutes.flatMap((minute) => (minute[count] > 0 ? [{ at: minute.at, value: minute[count] }] : []));
  const [requests, failed] = [pointsOf('requests'), pointsOf('failed')];
  const byMetric = new Map([
    ['RequestCount', requests],
    ['HTTPCode_Target_5XX_Count', failed],
  ]);
  return (series) => {
    if (series.length === ALL_SERIES) return observed(end, [...requests, ...failed]);
    return observed(end, byMetric.get(series[0]?.metric ?? '') ?? []);
  };
};

interface Metrics {
  readonly newest: Minute | undefined;
  readonly traffic: Part<Traffic>;
  readonly history: Part<MetricHistory>;
}

const NO_DATA = missing('no-data', 'no data points yet');
const NO_METRICS: Metrics = { newest: undefined, traffic: NO_DATA, history: NO_DATA };

/** Reads the metrics at `now`. They stay the same object until a minute arrives, or one that was used leaves the window. */
const readMetrics = (minutes: readonly Minute[], now: Instant, before: Metrics): Metrics => {
  const end = now - (now % MINUTE);
  const recent = { start: end - RECENT_MINUTES * MINUTE, end };
  const first = Math.max(0, (end - NOW) / MINUTE - HISTORY_MINUTES);
  const visible = minutes.slice(first, first + HISTORY_MINUTES).filter(({ visibleAt }) => visibleAt <= now);
  const newest = visible.at(-1);
  if (newest === undefined || newest.at < recent.start) return NO_METRICS;
  if (newest === before.newest && startOf(before.traffic) >= recent.start) return before;
  const reading = readingOf(visible, end);
  const balancers = attributedBalancers(GROUPS.value, reading);
  return {
    newest,
    traffic: trafficOf(GROUPS, balancers, since(recent.start, reading), recent),
    history: historyOf({ policy: POLICY, targetGroups: GROUPS }, balancers, reading),
  };
};

const startOf = (traffic: Part<Traffic>): Instant =>
  traffic.state === 'observed' ? traffic.at - traffic.value.windowSeconds * SECOND : Number.NEGATIVE_INFINITY;

const checkAt = (metrics: Metrics, previous: readonly HealthReport[], now: Instant): Check => {
  const { traffic, history: minutes } = metrics;
  const observation = { ...asOf(HEALTHY, now), traffic, history: minutes, previous };
  const history = { incident: undefined, pastActions: [] };
  const assessment = decide({ observation, history, policy: POLICY, now });
  const next = followUp({ assessment, observation, history, isConfirmation: false, now });
  return { at: now, assessment, next };
};

/**
 * Checks the service every 15 seconds, with the reports of the checks before. A check is skipped if the one before found nothing in
 * the same metrics, because it would find nothing either.
 */
export function* checksOf(minutes: readonly Minute[], random: Random): Generator<Check> {
  const until = NOW + minutes.length * MINUTE;
  let previous: readonly HealthReport[] = [];
  let before = NO_METRICS;
  const first = NOW + 2 * MINUTE + random.between(0, CADENCE_MS);
  for (let now = first; now < until; now += CADENCE_MS) {
    const metrics = readMetrics(minutes, now, before);
    const isRepeated = previous[0]?.findings.length === 0 && metrics === before;
    before = metrics;
    if (isRepeated) continue;
    const check = checkAt(metrics, previous, now);
    previous = [check.assessment.report, ...previous].slice(0, REPORTS_STORED);
    yield check;
  }
}
