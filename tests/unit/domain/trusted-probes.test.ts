// Unit: work probes count against tasks only once the prober has proven that it reaches any.
import { decide } from '#shared/domain/decide.ts';
import type { TaskProbe } from '#shared/domain/observation.ts';
import { observed } from '#shared/domain/part.ts';
import { probesReach, withTrustedProbes } from '#shared/domain/trusted-probes.ts';
import { anIncident, anObservation, aPolicy, aProbe, aReport, NOW } from '#tests/builders/domain.ts';

const probed = (...outcomes: readonly TaskProbe['outcome'][]) =>
  observed(
    NOW,
    outcomes.map((outcome, index) => aProbe(index + 1, { outcome })),
  );

describe('a prober that may not be in the network of the tasks', () => {
  it.each([
    { answers: ['timeout', 'timeout', 'timeout', 'timeout'], before: false, reaches: false },
    { answers: ['refused', 'error'], before: false, reaches: false },
    { answers: ['timeout', 'ok'], before: false, reaches: true },
    { answers: ['timeout', 'bad-status'], before: false, reaches: true },
    { answers: ['timeout', 'timeout'], before: true, reaches: true },
  ] as const)(
    'with answers $answers and an answer before: $before, reaches them: $reaches',
    ({ answers, before, reaches }) => {
      const observation = anObservation({
        taskProbes: probed(...answers),
        previous: [aReport({ probesReach: before })],
      });
      expect(probesReach(observation)).toBe(reaches);
      expect(withTrustedProbes(observation).taskProbes.state).toBe(reaches ? 'observed' : 'missing');
    },
  );

  it('says nothing against the only task of a service that it never reached', () => {
    const observation = anObservation({ taskProbes: probed('timeout', 'timeout', 'timeout', 'timeout'), previous: [] });
    const { decision, report } = decide(observation, { incident: undefined, pastActions: [] }, aPolicy(), NOW);
    expect(decision).toMatchObject({ kind: 'none', reason: 'healthy' });
    expect(report.probesReach).toBe(false);
  });

  it('is believed while an incident is open, though the reports of before are lost', () => {
    const observation = anObservation({ taskProbes: probed('timeout', 'timeout', 'timeout', 'timeout'), previous: [] });
    const { report } = decide(observation, { incident: anIncident(), pastActions: [] }, aPolicy(), NOW);
    expect(report.findings.map(({ id }) => id)).toContain('task-not-working');
  });
});
