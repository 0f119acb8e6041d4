// Unit layer: when a release is the cause of worse answers since.
import { decide } from '#shared/domain/decide.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import { minutesAgo, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { PartName, ServiceState } from '#tests/builders/service-state.ts';
import { causeOf, hard } from './diagnosis-of.ts';

it.each<{ beside: readonly FindingId[]; cause: Cause }>([
  { beside: ['errors-above-objective'], cause: 'bad-release' },
  { beside: ['cpu-saturated'], cause: 'bad-release' },
  { beside: ['target-unhealthy'], cause: 'bad-release' },
  { beside: ['memory-rising'], cause: 'bad-release' },
  { beside: ['dependency-unreachable'], cause: 'dependency-down' },
  { beside: ['breaker-open'], cause: 'none' },
  { beside: ['requests-rising'], cause: 'none' },
  { beside: ['requests-rising', 'cpu-saturated', 'errors-above-objective'], cause: 'overload' },
])('worse-since-release beside $beside is diagnosed as $cause', ({ beside, cause }) => {
  expect(causeOf(['worse-since-release' as const, ...beside].map((id) => hard(id)))).toBe(cause);
});

/** A completed release, since which one request in ten fails. */
const RELEASED: ServiceState = {
  deployments: [{ createdAt: minutesAgo(9) }],
  releases: [anOlderRelease(), aRelease({ createdAt: minutesAgo(9), finishedAt: minutesAgo(6) })],
  traffic: { requests: 600, target5xx: 60 },
  metrics: { failed: [...level(15, 1), ...level(8, 60)], requests: level(23, 600) },
};

it('a release since which more requests fail is rolled back to the last proven revision', () => {
  expect(decide(given.evidence(RELEASED))).toMatchObject({
    diagnosis: { cause: 'bad-release', subject: REVISION, confirmed: true },
    decision: { kind: 'act', plan: { action: 'roll-back', step: 'redeploy', to: OLDER_REVISION } },
  });
});

it.each<PartName>(['dependencies', 'history'])('a release is not the cause while the %s cannot be read', (part) => {
  const { diagnosis } = decide(given.evidence({ ...RELEASED, missing: { [part]: 'throttled' } }));
  expect(diagnosis.cause).toBe('unknown');
});
