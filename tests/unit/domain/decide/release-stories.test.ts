// Unit layer: whole incidents of releases, breakers and dependencies as sequences of checks.
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, OLDER_REVISION } from '#tests/builders/constants.ts';
import { aRelease, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { aStory, type Story } from '../story.ts';
import { cured, RETIRED } from './hung-task.ts';
import { BACK_ON_OLDER, rolling } from './rolling-release.ts';

const RESTORED = { seconds: 10, answer: 'resolved: restored' };

describe('a bad release', () => {
  it('has its deployment stopped at the second failure, and ECS rolls it back', () => {
    const story = aStory();
    expect(story.check(rolling(0))).toBe('wait: in-transition');
    expect(story.check(rolling(1))).toBe('wait: in-transition');
    expect(story.check(rolling(2))).toBe('act: roll-back stop-deployment d42');
    expect(story.check(rolling(2))).toBe('wait: step-in-flight');
    const deployments = [{ taskDefinition: OLDER_REVISION, createdAt: NOW, rolloutState: 'IN_PROGRESS' as const }];
    expect(story.check({ ...BACK_ON_OLDER, deployments })).toBe('wait: rolling-back');
    expect(story.until(BACK_ON_OLDER, 'wait: verifying')).toEqual(RESTORED);
    expect(story.incident()).toMatchObject({ cause: 'bad-release', attempts: [{ verdict: 'worked' }] });
  });

  it('is left to its own circuit breaker', () => {
    const story = aStory();
    const state: ServiceState = { ...rolling(2), ecs: { rollsBackByItself: true } };
    expect(story.check(state)).toBe('wait: ecs-rolls-back-by-itself');
    expect(story.check(state, { afterSeconds: 480 })).toBe('act: roll-back stop-deployment d42');
  });

  it('that has completed is replaced by the last proven revision after a second check', () => {
    const story = aStory();
    const deployments = [{ createdAt: minutesAgo(10) }];
    const bad: ServiceState = { hung: [1, 2, 3, 4], deployments };
    story.check({ deployments });
    expect(story.check(bad)).toBe('wait: not-confirmed');
    expect(story.check(bad)).toBe('act: roll-back redeploy mlflow-registry:41');
    expect(story.check(BACK_ON_OLDER)).toBe('wait: verifying');
  });

  it('without a proven revision is escalated', () => {
    const releases = [aRelease({ status: 'IN_PROGRESS' })];
    expect(aStory().check({ ...rolling(2), releases })).toBe('escalate: no-proven-revision');
  });

  it('whose roll-back has no effect is escalated, since one is allowed in six hours', () => {
    const story = aStory();
    story.check(rolling(2));
    expect(story.check(rolling(2), { afterSeconds: 31 })).toBe('escalate: rollback-budget-spent');
  });

  it('is healthy after its first failures once all its tasks serve', () => {
    const deployments = [{ createdAt: minutesAgo(3), failedTasks: 3 }];
    expect(aStory().check({ ...rolling(3), starting: [], older: [], deployments })).toBe('none: healthy');
  });
});

describe('a breaker that stays open after its dependency recovered', () => {
  const RESET = 'act: reset-breaker half-open backend';
  const open = (openedAt: Instant, version = 7, failedResets = 0): ServiceState => ({
    breaker: { state: 'open', version, openedAt, failedResets },
  });
  const OPEN = open(minutesAgo(10));
  const proven = (story = aStory()): Story => {
    const answers = [1, 2, 3].map(() => story.check(OPEN));
    expect(answers).toEqual(['wait: not-confirmed', 'wait: dependency-not-proven', RESET]);
    return story;
  };

  it('is set half-open after three fresh probes, and observed until it has closed itself', () => {
    const story = proven();
    expect(story.check(OPEN)).toBe('wait: step-in-flight');
    expect(story.check({ breaker: { state: 'half-open', version: 9 } })).toBe('wait: breaker-ramping');
    expect(story.until({}, 'wait: verifying')).toEqual(RESTORED);
  });

  it('needs probes at least 4.5 s apart', () => {
    const story = aStory();
    const answers = numbersTo(7).map(() => story.check(OPEN, { afterSeconds: 1 }));
    expect(answers.filter((answer) => answer.startsWith('act'))).toEqual([]);
  });

  it('is reset after its cool-down of 24 to 36 s, and not before', () => {
    const story = aStory();
    const state = open(NOW);
    expect(story.until(state, 'wait: not-confirmed').answer).toBe('wait: dependency-not-proven');
    expect(story.until(state, 'wait: breaker-cooling-down').answer).toBe(RESET);
    expect(story.now() - NOW).toBeGreaterThanOrEqual(24 * SECOND);
    expect(story.now() - NOW).toBeLessThanOrEqual(41 * SECOND);
  });

  it('that opens again is reset once more, after a longer rest, then escalated', () => {
    const story = proven(aStory({ policy: { limits: { maxActionsPerHour: 9, maxRollbacksPer6Hours: 1 } } }));
    const resets: Instant[] = [story.now()];
    let answer = '';
    let [openedAt, version] = [story.now(), 9];
    for (let checks = 0; checks < 200 && !answer.startsWith('escalate'); checks += 1) {
      answer = story.check(open(openedAt, version, resets.length));
      if (!answer.startsWith('act')) continue;
      resets.push(story.now());
      [openedAt, version] = [story.now() + 5 * SECOND, version + 2];
    }
    expect(answer).toBe('escalate: resets-failed');
    const rests = resets.slice(1).map((at, index) => (at - (resets[index] ?? 0)) / SECOND);
    expect(rests).toHaveLength(1);
    expect(rests[0]).toBeGreaterThanOrEqual(48);
  });
});

describe('a dependency that is down', () => {
  const DOWN: ServiceState = { down: ['database'], hung: [1, 2, 3, 4] };
  const ESCALATED = 'escalate: dependency-is-down';

  /** The seconds from the first check on. */
  const untilEscalated = (story: Story, state: ServiceState) => {
    expect(story.check(state)).toBe('wait: not-confirmed');
    const { seconds, answer } = story.until(state, 'wait: dependency-blip');
    return { seconds: seconds + 5, answer };
  };

  it('is escalated by name after 45 s, and no task is restarted', () => {
    const story = aStory();
    const state: ServiceState = { ...DOWN, breaker: { state: 'open', version: 9 } };
    expect(untilEscalated(story, state)).toEqual({ seconds: 45, answer: ESCALATED });
    expect(story.incident()).toMatchObject({ cause: 'dependency-down', subject: 'database', attempts: [] });
  });

  it.each([
    { what: 'a completed release of which no task serves', deployments: [{ createdAt: minutesAgo(10) }], ...DOWN },
    { what: 'a release whose tasks crash during the rollout', ...rolling(4), down: ['database'] },
  ])('is not blamed on $what', (state) => {
    expect(untilEscalated(aStory(), state).answer).toBe(ESCALATED);
  });

  it('that recovers within 45 s opens no incident, and counts anew', () => {
    const story = aStory();
    expect(story.check(DOWN)).toBe('wait: not-confirmed');
    expect(story.check(DOWN, { afterSeconds: 39 })).toBe('wait: dependency-blip');
    expect(story.check()).toBe('none: healthy');
    expect(story.incident()).toBeUndefined();
    expect([story.check(DOWN), story.check(DOWN)]).toEqual(['wait: not-confirmed', 'wait: dependency-blip']);
  });

  it('after another cure becomes the cause of the incident', () => {
    const story = cured();
    expect(untilEscalated(story, { ...RETIRED, down: ['database'] }).answer).toBe(ESCALATED);
    expect(story.incident()).toMatchObject({ cause: 'dependency-down', subject: 'database' });
  });
});
