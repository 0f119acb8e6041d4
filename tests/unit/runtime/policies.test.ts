// Unit layer: the policies as functions get them.
import { jest } from '@jest/globals';
import { packagedPolicies } from '#deploy/packaged-policies.ts';
import { logger } from '#shared/runtime/observability.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';

const packaged = packagedPolicies([aPolicy(), aPolicy({ name: 'tracking' })]);
jest.unstable_mockModule('#shared/runtime/packaged-policies.ts', () => ({ PACKAGED_POLICIES: packaged }));

it('are logged once, by how many they are and their digest, when they are first asked for', async () => {
  const { policies } = await import('#shared/runtime/wiring/policies.ts');
  const info = jest.spyOn(logger, 'info').mockImplementation(() => undefined);
  expect(policies().map(({ name }) => name)).toEqual(['registry', 'tracking']);
  policies();
  expect(info.mock.calls).toEqual([
    [`policies of 2 services, digest ${packaged.digest}`, { policiesDigest: packaged.digest }],
  ]);
});
