// Contract layer: what the scaling reader makes of the simulated world.
import type { WorldServiceSpec } from '#sim/world/ecs/service-spec.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { overTheWorld, policyFor, registry, START } from '../a-setting.ts';

const { scaling: _, ...UNSCALED } = REGISTRY;

const SERVICES: readonly WorldServiceSpec[] = [
  REGISTRY,
  { ...REGISTRY, name: 'fixed', scaling: { minimum: 2, maximum: 2 } },
  { ...UNSCALED, name: 'unscaled' },
];

overTheWorld((settle) => {
  it('scaled services have limits, and all others are not configured', async () => {
    const { scaling } = await settle(SERVICES);
    const others = ['fixed', 'unscaled', 'gone'].map((name) => policyFor(name, name));
    const parts = await scaling.limits([registry, ...others, policyFor('elsewhere', 'fixed', 'another-cluster')]);
    const limits = (minimum: number, maximum: number) => ({
      state: 'observed',
      at: START,
      value: { minimum, maximum, scaleOutSuspended: false },
    });
    const notConfigured = expect.objectContaining({ state: 'missing', reason: 'not-configured' });
    expect(Object.fromEntries(parts)).toEqual({
      registry: limits(2, 12),
      fixed: limits(2, 2),
      unscaled: notConfigured,
      gone: notConfigured,
      elsewhere: notConfigured,
    });
  });
});
