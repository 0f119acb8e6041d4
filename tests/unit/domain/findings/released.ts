import { DAY, HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { NEWEST, NOW } from '#tests/builders/constants.ts';
import { level, type MinuteSeries } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { isFound } from './found.ts';

/** The release began with the first of the newest eight minutes, and its deployment is completed. */
export const MINUTES_SINCE = 8;
export const RELEASED_AT = NEWEST - (MINUTES_SINCE - 1) * MINUTE;
export const RELEASE = aRelease({ createdAt: RELEASED_AT, finishedAt: RELEASED_AT + 3 * MINUTE });
export const RELEASE_BEFORE = anOlderRelease({ createdAt: NOW - DAY, finishedAt: NOW - DAY + HOUR });

/** Values of the minutes before and since the release, with so many requests in each. */
export interface Course {
  readonly before?: readonly number[];
  readonly after?: readonly number[];
  readonly requests?: number;
}

export const failing = ({ before = level(15, 1), after = level(MINUTES_SINCE, 60), requests = 600 }: Course = {}) => {
  const failed = [...before, ...after];
  return { failed, requests: level(failed.length, requests) };
};
export const slow = ({ before = level(15, 80), after = level(MINUTES_SINCE, 900), requests = 600 }: Course = {}) => {
  const latencyP95Ms = [...before, ...after];
  const { length } = latencyP95Ms;
  return { latencyP95Ms, failed: level(length, 0), requests: level(length, requests) };
};

/** The release, after which one request in ten fails unless the metrics differ. */
export const released = (metrics: MinuteSeries = failing(), state: ServiceState = {}): ServiceState => ({
  deployments: [{ createdAt: RELEASED_AT }],
  releases: [RELEASE_BEFORE, RELEASE],
  traffic: { requests: 600, target5xx: 60 },
  metrics,
  ...state,
});
export const startingAt = (createdAt: number): ServiceState => ({ deployments: [{ createdAt }] });

export const isWorse = (...course: Parameters<typeof released>) => isFound('worse-since-release', released(...course));
