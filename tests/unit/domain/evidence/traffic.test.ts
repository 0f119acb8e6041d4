// Unit layer: which errors of a load balancer belong to a service.
import { attributionOf, failedRequests, ownShareOf } from '#shared/domain/evidence/traffic.ts';
import { someTraffic } from '#tests/builders/parts.ts';

it.each([
  { ownRequests: 949, allRequests: 1_000, hasHealthyTarget: true, attribution: 'none' },
  { ownRequests: 950, allRequests: 1_000, hasHealthyTarget: true, attribution: 'all' },
  { ownRequests: 951, allRequests: 1_000, hasHealthyTarget: true, attribution: 'all' },
  { ownRequests: 949, allRequests: 1_000, hasHealthyTarget: false, attribution: 'only-503' },
  { ownRequests: 950, allRequests: 1_000, hasHealthyTarget: false, attribution: 'all' },
  { ownRequests: 0, allRequests: 1_000, hasHealthyTarget: true, attribution: 'none' },
  { ownRequests: 0, allRequests: 0, hasHealthyTarget: true, attribution: 'all' },
  { ownRequests: 10, allRequests: 9, hasHealthyTarget: true, attribution: 'all' },
])('with $ownRequests of $allRequests requests, healthy target $hasHealthyTarget: $attribution', (row) => {
  expect(attributionOf(row)).toBe(row.attribution);
});

it.each([
  { ownRequests: 1, allRequests: 4, share: 0.25 },
  { ownRequests: 5, allRequests: 4, share: 1 },
  { ownRequests: -1, allRequests: 4, share: 1 },
  { ownRequests: Number.NaN, allRequests: 4, share: 1 },
  { ownRequests: 1, allRequests: -4, share: 1 },
  { ownRequests: 1, allRequests: Number.NaN, share: 1 },
])('$ownRequests of $allRequests requests are the share $share', ({ share, ...use }) => {
  expect(ownShareOf(use)).toBe(share);
});

it('an invalid count hides behind no other', () => {
  expect(failedRequests(someTraffic({ target5xx: 3, elb502: 4 }))).toBe(7);
  expect(failedRequests(someTraffic({ target5xx: 3, elb502: -4 }))).toBeNaN();
});
