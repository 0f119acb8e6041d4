// Simulation layer: what a minute-by-minute CloudWatch shows of a service with a known error rate, and what the medic makes of it.

import type { Random } from '#local-aws/clock/random.ts';
import { historyOf } from '#shared/adapters/cloudwatch/metric-history.ts';
import { type Reading, since } from '#shared/adapters/cloudwatch/metric-series.ts';
import { trafficOf } from '#shared/adapters/cloudwatch/traffic.ts';
import { trafficSeries } from '#shared/adapters/cloudwatch/traffic-series.ts';
import { decide } from '#shared/domain/decide.ts';
import { type FollowUp, followUp } from '#shared/domain/incident/follow-up.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Traffic } from '#shared/domain/model/observation.ts';
import type { MetricHistory } from '#shared/domain/model/operational-context.ts';
import { missing, observed, type Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import { WORLD_CONSTANTS } from '#sim/world/constants.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { aTarget, aTargetGroup } from '#tests/builders/parts.ts';

/** The service's true error rate while nothing is wrong with it. */
const NOISE = 0.001;
/** The cadence of medic.yml. */
const BETWEEN_LOOKS_MS = 15 * SECOND;
/** As the metric reader asks: thirty whole minutes, of which the last five are now. */
const HISTORY_MINUTES = 30;
const RECENT_MINUTES = 5;
/** As the reports' store keeps. */
const REPORTS_KEPT = 5;

export interface Service {
  readonly requestsPerMinute: number;
  /** From `onset` on, this share of the requests fails. */
  readonly fault?: { readonly onset: Instant; readonly errorRate: number };
  readonly random: Random;
}

/** What CloudWatch counted in the minute that began at `at`, and when it can first be read. */
export interface Minute {
  readonly at: Instant;
  readonly visibleAt: Instant;
  readonly requests: number;
  readonly failed: number;
}

export interface Look {
  readonly at: Instant;
  readonly assessment: Assessment;
  readonly next: FollowUp;
}

const drawMinute = ({ requestsPerMinute, fault, random }: Service, at: Instant): Minute => {
  const { low, high } = WORLD_CONSTANTS.metricIngestionSeconds;
  const requests = random.poisson(requestsPerMinute);
  const shareAfterOnset = fault === undefined ? 0 : Math.min(1, Math.max(0, (at + MINUTE - fault.onset) / MINUTE));
  const afterOnset = random.binomial(requests, shareAfterOnset);
  const failed = random.binomial(requests - afterOnset, NOISE) + random.binomial(afterOnset, fault?.errorRate ?? 0);
  return { at, visibleAt: at + MINUTE + random.between(low, high) * SECOND, requests, failed };
};

export const drawMinutes = (service: Service, count: number): readonly Minute[] =>
  Array.from({ length: count }, (_, index) => drawMinute(service, NOW + index * MINUTE));

const GROUP: BalancedTargetGroup = {
  ...aTargetGroup({ targets: [1, 2, 3, 4].map((number) => aTarget(number)) }),
  loadBalancerNames: ['app/registry/50dc6c495c0c9188'],
};
const POLICY = aPolicy();
const GROUPS = observed(NOW, [GROUP]);
const EVERYTHING = trafficSeries([GROUP]).length;

/** Sparse as CloudWatch: a minute without an error has no point of them. */
const readingOf = (minutes: readonly Minute[], end: Instant): Reading => {
  const requests = minutes.flatMap(({ at, requests: value }) => (value > 0 ? [{ at, value }] : []));
  const failed = minutes.flatMap(({ at, failed: value }) => (value > 0 ? [{ at, value }] : []));
  return (series) => {
    if (series.length === EVERYTHING) return observed(end, [...requests, ...failed]);
    switch (series[0]?.metric) {
      case 'RequestCount':
        return observed(end, requests);
      case 'HTTPCode_Target_5XX_Count':
        return observed(end, failed);
      default:
        return observed(end, []);
    }
  };
};

interface Seen {
  readonly newest: Minute | undefined;
  readonly traffic: Part<Traffic>;
  readonly history: Part<MetricHistory>;
}

const UNREAD = missing('no-data', 'nothing can be read yet');
const NOTHING: Seen = { newest: undefined, traffic: UNREAD, history: UNREAD };

/** What can be read at `now`: what was seen before, until a minute comes, or one that was needed leaves the window. */
const see = (minutes: readonly Minute[], now: Instant, before: Seen): Seen => {
  const end = now - (now % MINUTE);
  const recent = { start: end - RECENT_MINUTES * MINUTE, end };
  const first = Math.max(0, (end - NOW) / MINUTE - HISTORY_MINUTES);
  const visible = minutes.slice(first, first + HISTORY_MINUTES).filter(({ visibleAt }) => visibleAt <= now);
  const newest = visible.at(-1);
  if (newest === undefined || newest.at < recent.start) return NOTHING;
  if (newest === before.newest && beginOf(before.traffic) >= recent.start) return before;
  const reading = readingOf(visible, end);
  return {
    newest,
    traffic: trafficOf(GROUPS, since(recent.start, reading), recent),
    history: historyOf({ policy: POLICY, targetGroups: GROUPS }, reading),
  };
};

const beginOf = (traffic: Part<Traffic>): Instant =>
  traffic.state === 'observed' ? traffic.at - traffic.value.windowSeconds * SECOND : Number.NEGATIVE_INFINITY;

const lookAt = ({ traffic, history }: Seen, previous: readonly HealthReport[], now: Instant): Look => {
  const assessment = decide({
    observation: service({ parts: { traffic, history }, previous }, now),
    history: { incident: undefined, pastActions: [] },
    policy: POLICY,
    now,
  });
  const next = followUp({ assessment, incident: undefined, previous, isConfirmation: false, now });
  return { at: now, assessment, next };
};

/**
 * Looks every 15 seconds, the reports carried on. A look that would see the very traffic in which the one before found nothing is
 * left out: nothing else changes here, so it would find nothing either.
 */
export function* looksAt(minutes: readonly Minute[], random: Random): Generator<Look> {
  const until = NOW + minutes.length * MINUTE;
  let previous: readonly HealthReport[] = [];
  let before = NOTHING;
  const first = NOW + 2 * MINUTE + random.between(0, BETWEEN_LOOKS_MS);
  for (let now = first; now < until; now += BETWEEN_LOOKS_MS) {
    const seen = see(minutes, now, before);
    const foundNothing = previous[0]?.findings.length === 0;
    const tellsNothing = foundNothing && seen === before;
    before = seen;
    if (tellsNothing) continue;
    const look = lookAt(seen, previous, now);
    previous = [look.assessment.report, ...previous].slice(0, REPORTS_KEPT);
    yield look;
  }
}
