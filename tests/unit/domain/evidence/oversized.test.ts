// Unit layer: answers of unusual size. Texts are cut, findings of one id are counted, and a decision stays quick.
import { decide } from '#shared/domain/decide.ts';
import { sanitize } from '#shared/domain/evidence/sanitize.ts';
import { withShortTexts } from '#shared/domain/evidence/short-texts.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { evidence, service } from '#tests/builders/given.ts';
import { aTarget, aTargetGroup } from '#tests/builders/parts.ts';

const LONG = 'x'.repeat(200_000);
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

const withUnhealthy = (count: number) => ({
  tasks: count,
  desired: count,
  targetGroups: [aTargetGroup({ targets: range(count).map((number) => aTarget(number, { state: 'unhealthy' })) })],
});

describe('a text of 200 kB', () => {
  const state = { events: [{ at: NOW, message: LONG }], stopped: [{ stoppedReason: LONG, containers: [] }] };

  it('is cut to 1,024 characters before any rule reads it', () => {
    const { ecs, stoppedTasks } = sanitize(service(state), NOW);
    expect(ecs).toMatchObject({ value: { events: [{ message: 'x'.repeat(1_024) }] } });
    expect(stoppedTasks).toMatchObject({ value: [{ stoppedReason: 'x'.repeat(1_024) }] });
  });

  it('reaches neither the report nor the diagnosis', () => {
    expect(JSON.stringify(decide(evidence(state))).length).toBeLessThan(20_000);
  });

  it('leaves an observation without one as it is', () => {
    const { previous, ...parts } = service();
    expect(withShortTexts({ ...parts, previous }).ecs).toBe(parts.ecs);
  });
});

it('10,000 events, 5,000 stopped tasks and 2,000 targets are decided on at once, with a report below 100 kB', () => {
  const given = evidence({
    ...withUnhealthy(2_000),
    events: range(10_000).map((number) => ({ at: NOW - number, message: `event ${number} ${'x'.repeat(2_000)}` })),
    stopped: range(5_000).map((number) => ({
      ...{ id: `t-${number}`, arn: `arn:${number}`, stoppedAt: NOW - number * 100 },
      stoppedReason: `CannotPullContainerError: ${'x'.repeat(2_000)}`,
    })),
  });
  const startedAt = performance.now();
  const { report } = decide(given);
  // A second on a free machine; shared test machines are several times slower.
  expect(performance.now() - startedAt).toBeLessThan(5 * SECOND);
  expect(JSON.stringify(report).length).toBeLessThan(100_000);
});
