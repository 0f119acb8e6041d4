// Unit layer: what limits the medic over many checks: no fault, mode, budget, missing data, time.
import { canonicalPlan } from '#shared/domain/model/canonical-plan.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { aStory, type Story } from '../story.ts';
import { cured, HUNG, opened, REPLACED, RETIRED, surged } from './hung-task.ts';
import { rolling } from './rolling-release.ts';

const TOOK_TOO_LONG = { seconds: 1_200, answer: 'escalate: took-too-long' };
const SURGE = 'act: stop-task surge task-1';

describe('nothing is done about', () => {
  const crashed: ServiceState = { stopped: [{ stoppedAt: NOW }] };

  it.each<{ what: string; states: readonly ServiceState[] }>([
    { what: 'a healthy service', states: [{}, {}, {}] },
    { what: 'a healthy rollout', states: [rolling(0), { ...rolling(0), initial: [4] }, rolling(0), {}] },
    {
      what: 'a crash that ECS handles',
      states: [
        { ...crashed, tasks: [2, 3, 4], starting: [5] },
        { ...crashed, ...RETIRED, initial: [5] },
        { ...crashed, ...RETIRED },
      ],
    },
    { what: 'a scale-in', states: [{ desired: 2 }, { desired: 2, tasks: [1, 2] }] },
    {
      what: 'a desired count of 0',
      states: [
        { desired: 0, tasks: [] },
        { desired: 0, tasks: [] },
      ],
    },
  ])('$what', ({ states }) => {
    const story = aStory();
    for (const state of states) {
      const answer = story.check(state, { afterSeconds: 15 });
      expect(['none: healthy', 'wait: in-transition', 'wait: intended-state']).toContain(answer);
    }
  });

  it('a task that does not answer or is unhealthy within its grace period', () => {
    const story = aStory();
    const young: ServiceState = { ecs: { healthCheckGracePeriodSeconds: 172_800 } };
    const waits = { seconds: 295, answer: 'wait: in-transition' };
    expect(story.until({ ...young, hung: [1] }, 'wait: in-transition', 60)).toEqual(waits);
    expect(story.until({ ...young, unhealthy: [1] }, 'wait: in-transition', 60)).toEqual(waits);
  });
});

describe('a plan', () => {
  const checkTwice = (story: Story) => [story.check(HUNG), story.check(HUNG)];
  const spent = (...minutes: readonly number[]) => ({
    pastActions: minutes.map((ago) => ({
      action: 'stop-task' as const,
      at: minutesAgo(ago),
      target: 'x',
      incident: 'earlier',
    })),
  });

  it('is only shown in mode observe', () => {
    const story = aStory({ policy: { mode: 'observe' } });
    expect(checkTwice(story)).toEqual(['wait: not-confirmed', 'none: observe-only']);
    expect(story.incident()).toBeUndefined();
  });

  it('waits for one approval in mode approve, which holds for all steps of the attempt', () => {
    const story = aStory({ policy: { mode: 'approve' } });
    story.check(HUNG);
    story.open();
    expect(checkTwice(story)).toEqual(['wait: awaiting-approval', 'wait: awaiting-approval']);
    story.approve(canonicalPlan(aStopTaskPlan()));
    expect(story.check(HUNG)).toBe(SURGE);
    expect(story.check(REPLACED)).toBe('act: stop-task retire task-1');
  });

  it.each([
    { what: 'waits for the budget of the next minutes', minutes: [56, 57, 58], answer: 'wait: budget-spent' },
    { what: 'is escalated when the budget is spent for long', minutes: [1, 2, 3], answer: 'escalate: budget-spent' },
  ])('$what', ({ minutes, answer }) => {
    expect(checkTwice(aStory(spent(...minutes)))).toEqual(['wait: not-confirmed', answer]);
  });
});

describe('insufficient data', () => {
  const UNSEEN: ServiceState = { missing: { ecs: 'throttled' } };

  it('is escalated after two minutes without an action', () => {
    const escalated = { seconds: 120, answer: 'escalate: insufficient-data' };
    expect(aStory().until(UNSEEN, 'wait: cause-unknown')).toEqual(escalated);
  });

  it('for one check delays an attempt', () => {
    const story = surged();
    expect(story.check({ ...REPLACED, ...UNSEEN })).toBe('wait: insufficient-data');
    expect(story.check(REPLACED)).toBe('act: stop-task retire task-1');
  });

  it('during an attempt is escalated after twenty minutes', () => {
    expect(surged().until(UNSEEN, 'wait: insufficient-data')).toEqual(TOOK_TOO_LONG);
  });

  it.each<ServiceState & { what: string; answer: string }>([
    { what: 'targets', missing: { targetGroups: 'throttled' }, answer: 'wait: cause-unknown' },
    {
      what: 'traffic, probes and stopped tasks',
      missing: { traffic: 'throttled', taskProbes: 'throttled', stoppedTasks: 'throttled' },
      answer: 'none: insufficient-data',
    },
  ])('about $what is not taken for healthy: $answer', ({ answer, ...state }) => {
    expect(aStory().check(state)).toBe(answer);
  });

  it('about work probes is not taken for the recovery of a hung task', () => {
    const story = aStory();
    story.check(HUNG);
    story.open();
    const state: ServiceState = { missing: { taskProbes: 'throttled' } };
    expect([1, 2, 3, 4, 5, 6].map(() => story.check(state))).not.toContain('resolved: restored');
  });
});

describe('time', () => {
  const ERRORS: ServiceState = { traffic: { target5xx: 600 } };
  const paused = { scope: 'everything', owner: 'ana', reason: 'migration', from: NOW, until: NOW + 9 * HOUR } as const;
  const RESTORED = { seconds: 10, answer: 'resolved: restored' };

  it('allows a symptom two minutes to be explained, then it is escalated', () => {
    const escalated = { seconds: 120, answer: 'escalate: cause-unknown' };
    expect(aStory().until(ERRORS, 'wait: cause-unknown')).toEqual(escalated);
  });

  it('allows metrics five minutes of lag after a cure', () => {
    const { seconds, answer } = cured().until({ ...RETIRED, ...ERRORS }, 'wait: verifying');
    expect({ seconds, answer }).toEqual({ seconds: 305, answer: 'escalate: cause-unknown' });
  });

  it.each([
    { how: 'a cure', begun: cured },
    { how: 'no action', begun: opened },
  ])('allows metrics five minutes of lag after an incident that was resolved by $how', ({ begun }) => {
    const story = begun();
    expect(story.until(RETIRED, 'wait: verifying')).toEqual(RESTORED);
    const curedAt = story.now() - 10 * SECOND;
    expect(story.until({ ...RETIRED, ...ERRORS }, 'wait: verifying').answer).toBe('escalate: cause-unknown');
    expect(story.now() - curedAt).toBe(5 * MINUTE + 5 * SECOND);
  });

  it.each<{ what: string; story: Story; state: ServiceState; wait: string }>([
    {
      what: 'is held by another gate',
      story: openedHung(),
      state: { ...HUNG, fleet: { services: 9, unhealthy: 5 } },
      wait: 'wait: storm',
    },
  ])('is up after twenty minutes for an incident that $what', ({ story, state, wait }) => {
    expect(story.until(state, wait).answer).toBe('escalate: took-too-long');
    expect(story.now() - NOW).toBe(20 * MINUTE + 5 * SECOND);
  });

  it('is up after twenty minutes for an incident whose fault is gone, though the score stays low', () => {
    const story = opened();
    const busy: ServiceState = { utilisation: { cpu: 0.99, memory: 0.4 } };
    expect(story.until(busy, 'wait: healthy').answer).toBe('resolved: restored');
    expect(story.now() - NOW).toBe(20 * MINUTE + 5 * SECOND);
  });

  it.each<{ what: string; state: ServiceState; reason: string }>([
    { what: 'a pause', state: { switches: [paused] }, reason: 'paused' },
    {
      what: 'switches that cannot be read',
      state: { missing: { switches: 'throttled' } },
      reason: 'switches-unreadable',
    },
    { what: 'an approval', state: {}, reason: 'awaiting-approval' },
  ])('is not up while $what holds the plan', ({ state, reason }) => {
    const story = aStory({ policy: { mode: reason === 'awaiting-approval' ? 'approve' : 'auto' } });
    story.open();
    story.check(HUNG);
    const held = { seconds: 1_495, answer: `wait: ${reason}` };
    expect(story.until({ ...HUNG, ...state }, `wait: ${reason}`, 300)).toEqual(held);
  });

  it('of a long pause ends with the pause', () => {
    const story = aStory();
    story.check(HUNG);
    expect(story.check({ ...HUNG, switches: [paused] })).toBe('wait: paused');
    expect(story.check(HUNG)).toBe(SURGE);
  });

  it('of verification starts again after one unhealthy check', () => {
    const story = cured();
    story.check(RETIRED);
    story.check(RETIRED);
    expect(story.check({ ...RETIRED, ...ERRORS })).toBe('wait: verifying');
    expect(story.incident()?.healthyObservations).toBe(0);
    expect(story.incident()).not.toHaveProperty('healthySince');
    expect(story.until(RETIRED, 'wait: verifying')).toEqual(RESTORED);
  });
});

/** An incident with a hung task that was observed once. */
function openedHung(): Story {
  const story = opened();
  story.check(HUNG);
  return story;
}

describe('a service whose usual score is low', () => {
  const usual = { at: minutesAgo(60), score: 60, findings: ['latency-above-objective', 'memory-saturated'] } as const;
  /** Its heap is always full, and its p95 latency always above the objective. */
  const USUAL: ServiceState = {
    baseline: { usual },
    traffic: { latencyP95Ms: 700 },
    utilisation: { cpu: 0.4, memory: 0.96 },
    metrics: { latencyP95Ms: Array(8).fill(700), memory: Array(8).fill(0.96) },
  };

  it('is resolved when it is as healthy as it was before the incident', () => {
    const story = aStory();
    story.check({ ...USUAL, hung: [1] });
    expect(story.check({ ...USUAL, hung: [1] })).toBe(SURGE);
    expect(story.incident()?.before).toEqual({ score: 60, findings: usual.findings });
    story.check({ ...USUAL, ...REPLACED });
    story.check({ ...USUAL, ...RETIRED });
    expect(story.until({ ...USUAL, ...RETIRED }, 'wait: verifying').answer).toBe('resolved: restored');
    expect(story.report()?.score).toBeLessThan(85);
  });

  it('is not resolved by a chance failure of a neighbour, nor thrown back by it', () => {
    const story = cured();
    story.check(RETIRED);
    story.check(RETIRED);
    expect(story.check({ ...RETIRED, hung: [3] })).toBe('wait: not-confirmed');
    expect(story.check(RETIRED)).toBe('resolved: restored');
  });
});
