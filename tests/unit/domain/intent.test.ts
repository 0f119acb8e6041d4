// Unit layer: the gate that leaves alone what is meant to be so, and what somebody is at work on.
import { decide } from '#shared/domain/decide.ts';
import type { Situation } from '#shared/domain/gates/gate.ts';
import { notIntended } from '#shared/domain/gates/intent.ts';
import type { GateResult } from '#shared/domain/model/decision.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { aSituation } from '#tests/builders/a-situation.ts';
import { aResetBreakerPlan, aRollBackPlan, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aDeployment, aService, aStoppedTask, aTaskProbe } from '#tests/builders/parts.ts';

const seen = (different: Partial<Observation>, rest: Partial<Situation> = {}): Situation =>
  aSituation({ observation: anObservation(different), ...rest });

const answerOf = (result: GateResult): string => (result.verdict === 'pass' ? 'pass' : result.reason);
const waitOf = (result: GateResult): number | undefined =>
  result.verdict === 'hold' ? result.recheckAfterSeconds : undefined;

const deployed = (secondsAgo: number): Partial<Observation> => ({
  ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt: NOW - secondsAgo * SECOND })] })),
});
const called = (secondsAgo: number): Partial<Observation> => ({
  changes: observed(NOW, [{ at: NOW - secondsAgo * SECOND, what: 'UpdateService', by: 'ana' }]),
});

describe('the intent gate, while somebody is at work on the service', () => {
  it.each([
    { seconds: 0, answer: 'human-activity', again: 300 },
    { seconds: 299, answer: 'human-activity', again: 1 },
    { seconds: 300, answer: 'pass', again: undefined },
    { seconds: 301, answer: 'pass', again: undefined },
  ])('holds until five minutes after the newest change: $seconds s after it, $answer', ({ seconds, answer, again }) => {
    for (const change of [deployed(seconds), called(seconds)]) {
      const result = notIntended(seen(change));
      expect(answerOf(result)).toBe(answer);
      expect(waitOf(result)).toBe(again);
    }
  });

  it.each([
    { plan: aStopTaskPlan(), answer: 'human-activity' },
    { plan: aStopTaskPlan({ step: 'retire' }), answer: 'human-activity' },
    { plan: aResetBreakerPlan(), answer: 'human-activity' },
    { plan: aRollBackPlan(), answer: 'pass' },
    { plan: aRollBackPlan({ step: 'stop-deployment' }), answer: 'pass' },
  ])('holds $plan.action, $plan.step, on the newest deployment and its call: $answer', ({ plan, answer }) => {
    expect(answerOf(notIntended(seen({ ...deployed(100), ...called(101) }, { plan })))).toBe(answer);
  });

  it.each<{ what: string; also: Partial<Observation> }>([
    { what: 'a call long after it', also: called(20) },
    {
      what: 'a task stopped by hand',
      also: { stoppedTasks: observed(NOW, [aStoppedTask({ stopCode: 'UserInitiated', stoppedAt: NOW - MINUTE })]) },
    },
  ])('holds a roll-back, too, for what is not its release: $what', ({ also }) => {
    const situation = seen({ ...deployed(100), ...also }, { plan: aRollBackPlan() });
    expect(answerOf(notIntended(situation))).toBe('human-activity');
  });

  it('does not hold because CloudTrail cannot be read', () => {
    expect(answerOf(notIntended(seen({ changes: missing('access-denied', '') })))).toBe('pass');
  });

  it('tells of how many changes', () => {
    expect(notIntended(seen({ ...deployed(100), ...called(20) })).numbers).toEqual({ changes: 2 });
  });
});

describe('a task that hangs soon after a deployment started of', () => {
  const hung = (observation: Partial<Observation>) =>
    decide({
      observation: anObservation({
        taskProbes: observed(
          NOW,
          [1, 2, 3, 4].map((n) => aTaskProbe(n, n === 1 ? { outcome: 'timeout' } : {})),
        ),
        previous: [
          aReport({
            at: NOW - 15 * SECOND,
            findings: [aFinding({ seen: 3, at: NOW - 15 * SECOND, since: NOW - MINUTE })],
          }),
        ],
        ...observation,
      }),
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    }).decision;

  it('is left to them for the rest of the five minutes, looked at each minute, and then replaced', () => {
    expect(hung(deployed(120))).toMatchObject({
      kind: 'wait',
      reason: 'human-activity',
      recheckAfterSeconds: 60,
      would: { action: 'stop-task' },
    });
    expect(hung(deployed(290))).toMatchObject({ kind: 'wait', recheckAfterSeconds: 10 });
    expect(hung(deployed(300))).toMatchObject({ kind: 'act', plan: { action: 'stop-task' } });
  });
});
