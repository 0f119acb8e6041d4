// Unit: work probes count against tasks only once the prober has proven that it reaches any.
import { decide } from '#shared/domain/decide.ts';
import { probesReach, withTrustedProbes } from '#shared/domain/findings/probe-trust.ts';
import type { TaskProbe } from '#shared/domain/model/observation.ts';
import { observed } from '#shared/domain/model/part.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aTaskProbe, someTraffic } from '#tests/builders/parts.ts';

const probed = (...outcomes: readonly TaskProbe['outcome'][]) =>
  observed(
    NOW,
    outcomes.map((outcome, index) => aTaskProbe(index + 1, { outcome })),
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
      expect(withTrustedProbes({ observation, policy: aPolicy(), now: NOW }).taskProbes.state).toBe(
        reaches ? 'observed' : 'missing',
      );
    },
  );

  it('says nothing against the only task of a service that it never reached', () => {
    const observation = anObservation({ taskProbes: probed('timeout', 'timeout', 'timeout', 'timeout'), previous: [] });
    const { decision, report } = decide({
      observation,
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });
    expect(decision).toMatchObject({ kind: 'none', reason: 'healthy' });
    expect(report.probesReach).toBe(false);
  });

  it.each([
    { failed: 0, dependencyAnswers: true, state: 'missing' },
    { failed: 5_000, dependencyAnswers: false, state: 'missing' },
    { failed: 5_000, dependencyAnswers: true, state: 'observed' },
  ])(
    'is believed where users meet the same and a dependency answers it: $failed errors, answers $dependencyAnswers',
    ({ failed, dependencyAnswers, state }) => {
      const observation = anObservation({
        taskProbes: probed('timeout'),
        traffic: observed(NOW, someTraffic({ target5xx: failed })),
        dependencies: observed(NOW, [{ dependency: 'database', ok: dependencyAnswers, latencyMs: 4, at: NOW }]),
        previous: [],
      });
      expect(withTrustedProbes({ observation, policy: aPolicy(), now: NOW }).taskProbes.state).toBe(state);
    },
  );

  it('is believed while an incident is open, though the reports of before are lost', () => {
    const observation = anObservation({ taskProbes: probed('timeout', 'timeout', 'timeout', 'timeout'), previous: [] });
    const { report } = decide({
      observation,
      history: { incident: anIncident(), pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });
    expect(report.findings.map(({ id }) => id)).toContain('task-not-working');
  });
});
