// Unit layer: whole incidents as sequences of looks, each decided upon what the looks before left behind.

import { canonicalPlan } from '#shared/domain/model/canonical-plan.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW, OLDER_REVISION } from '#tests/builders/constants.ts';
import { anOlderRelease, aRelease, aStoppedTask, someTraffic } from '#tests/builders/parts.ts';
import { aStory, type Beginning, type Scene } from './story.ts';

const GONE = missing('throttled', 'Rate exceeded');

/** The same look again and again until the answer changes; answers how often it came, and what came then. */
const until = (story: ReturnType<typeof aStory>, scene: Scene, from: string, limit = 400) => {
  for (let times = 1; times <= limit; times += 1) {
    const answer = story.look(scene);
    if (answer !== from) return { times, answer };
  }
  return { times: limit, answer: from };
};

const HUNG: Scene = { hung: [1] };
const SURGED: Scene = { desired: 5, hung: [1] };
const REPLACED: Scene = { desired: 5, tasks: [1, 2, 3, 4, 5], hung: [1] };
const RETIRED: Scene = { desired: 4, tasks: [2, 3, 4, 5] };

const surged = (story = aStory()) => {
  story.look(HUNG);
  expect(story.look(HUNG)).toBe('act: stop-task surge task-1');
  return story;
};

/** Its bad task is gone, and what is left of the cure is to settle. */
const cured = () => {
  const story = surged();
  story.look(REPLACED);
  expect(story.look(RETIRED)).toBe('act: stop-task settle task-1');
  return story;
};

/** An incident of a service that is well. */
const opened = () => {
  const story = aStory();
  story.open();
  return story;
};

describe('a task that hangs while its health check stays green', () => {
  it('is found, confirmed, replaced, then taken away, and the service is verified three times', () => {
    const story = aStory();
    expect(story.look()).toBe('none: healthy');
    expect(story.look(HUNG, { afterSeconds: 15 })).toBe('wait: not-confirmed');
    expect(story.look(HUNG, { afterSeconds: 2 })).toBe('wait: not-confirmed');
    expect(story.look(HUNG, { afterSeconds: 3 })).toBe('act: stop-task surge task-1');
    expect(story.look(HUNG)).toBe('wait: step-in-flight');
    expect(story.look({ ...SURGED, starting: [5] })).toBe('wait: replacement-starting');
    expect(story.look({ ...REPLACED, initial: [5] })).toBe('wait: replacement-starting');
    expect(story.look(REPLACED)).toBe('act: stop-task retire task-1');
    expect(story.look({ ...REPLACED, desired: 4 })).toBe('wait: bad-task-leaving');
    expect(story.look(RETIRED)).toBe('act: stop-task settle task-1');
    expect(story.look(RETIRED)).toBe('wait: verifying');
    expect(story.look(RETIRED)).toBe('wait: verifying');
    expect(story.look(RETIRED)).toBe('resolved: restored');
    expect(story.incident()).toMatchObject({
      status: 'resolved',
      cause: 'instance-grey',
      subject: 'task-1',
      healthyObservations: 3,
      attempts: [{ verdict: 'worked', steps: [{}, {}, {}] }],
    });
  });

  it('is nothing any more when it answers at the second look', () => {
    const story = aStory();
    expect(story.look(HUNG)).toBe('wait: not-confirmed');
    expect(story.look()).toBe('none: healthy');
    expect(story.look(HUNG)).toBe('wait: not-confirmed');
  });

  it('is kept until as many others as are wanted do their work, for a service of one task as well', () => {
    const story = aStory();
    const alone: Scene = { desired: 1, tasks: [1], hung: [1] };
    story.look({ desired: 1, tasks: [1] });
    story.look(alone);
    expect(story.look(alone)).toBe('act: stop-task surge task-1');
    expect(story.look({ ...alone, desired: 2, starting: [2] })).toBe('wait: replacement-starting');
    expect(story.look({ desired: 2, tasks: [1, 2], hung: [1, 2] })).toBe('wait: replacement-starting');
    expect(story.look({ desired: 2, tasks: [1, 2], hung: [1] })).toBe('act: stop-task retire task-1');
  });

  it('whose replacement never comes is kept: the surge is undone, and people are told', () => {
    const story = surged();
    const { times, answer } = until(story, SURGED, 'wait: replacement-starting');
    expect({ seconds: times * 5, answer }).toEqual({ seconds: 185, answer: 'act: stop-task abandon task-1' });
    expect(story.look(HUNG)).toBe('escalate: attempts-exhausted');
    expect(story.incident()).toMatchObject({ status: 'escalated', attempts: [{ verdict: 'did-not-work' }] });
  });

  it('is left to people when somebody scales the service in the middle of it', () => {
    expect(surged().look({ ...REPLACED, desired: 8 })).toBe('escalate: attempts-exhausted');
    expect(surged().look({ desired: 2, tasks: [1, 2], hung: [1] })).toBe('escalate: attempts-exhausted');
  });

  it('that goes by itself during the surge leaves the wanted count as it was', () => {
    const story = surged();
    expect(story.look({ desired: 5, tasks: [2, 3, 4, 5] })).toBe('act: stop-task retire task-1');
    expect(story.look(RETIRED)).toBe('act: stop-task settle task-1');
    expect(story.look(RETIRED)).toBe('wait: verifying');
  });

  it('is treated first, and then the other one of two', () => {
    const six = [1, 2, 3, 4, 5, 6];
    const story = aStory();
    const two: Scene = { desired: 6, tasks: six, hung: [1, 2] };
    story.look(two);
    expect(story.look(two)).toBe('act: stop-task surge task-1');
    expect(story.look({ ...two, desired: 7, tasks: [...six, 7] })).toBe('wait: replacement-starting');
    expect(story.look({ ...two, desired: 7, tasks: [...six, 7], hung: [1] })).toBe('act: stop-task retire task-1');
    const next: Scene = { desired: 6, tasks: [2, 3, 4, 5, 6, 7], hung: [2] };
    expect(story.look(next)).toBe('act: stop-task settle task-1');
    expect(story.look(next)).toBe('act: stop-task surge task-2');
    expect(story.incident()).toMatchObject({ cause: 'instance-grey', subject: 'task-2' });
  });
});

describe('a step with an uncertain outcome', () => {
  it('that was begun and never ended is judged by what ECS shows', () => {
    const story = aStory();
    story.look(HUNG);
    expect(story.look(HUNG, { outcome: 'begun' })).toBe('act: stop-task surge task-1');
    expect(story.look(SURGED)).toBe('wait: replacement-starting');
    expect(story.look(REPLACED, { outcome: 'begun' })).toBe('act: stop-task retire task-1');
    expect(story.look(REPLACED)).toBe('wait: step-in-flight');
    expect(story.look(REPLACED, { afterSeconds: 20 })).toBe('act: stop-task retire task-1');
    expect(story.look(RETIRED)).toBe('act: stop-task settle task-1');
  });

  it('that was begun and never shows did not work; the same task is not tried again', () => {
    const story = aStory();
    story.look(HUNG);
    story.look(HUNG, { outcome: 'begun' });
    expect(story.look(HUNG)).toBe('wait: step-in-flight');
    expect(story.look(HUNG, { afterSeconds: 20 })).toBe('escalate: attempts-exhausted');
  });

  it('that was refused costs no try, and is not asked for again at once', () => {
    const story = aStory();
    story.look(HUNG);
    expect(story.look(HUNG, { outcome: 'refused' })).toBe('act: stop-task surge task-1');
    const { times, answer } = until(story, HUNG, 'wait: backing-off');
    expect(answer).toBe('act: stop-task surge task-1');
    expect(times * 5).toBeGreaterThanOrEqual(25);
    expect(times * 5).toBeLessThanOrEqual(40);
  });

  it('that failed, and kept failing, is given up and undone', () => {
    const story = surged();
    const retires = [0, 1, 2].map(() => story.look(REPLACED, { outcome: 'failed' }));
    expect(retires).toEqual(Array.from({ length: 3 }, () => 'act: stop-task retire task-1'));
    expect(story.look(REPLACED)).toBe('act: stop-task abandon task-1');
  });
});

describe('a task whose health check fails', () => {
  const SICK: Scene = { unhealthy: [1] };

  it('is left to ECS, which replaces it', () => {
    const story = aStory();
    expect(story.look(SICK)).toBe('wait: ecs-is-replacing');
    expect(story.look({ ...SICK, starting: [5] }, { afterSeconds: 15 })).toBe('wait: ecs-is-replacing');
    expect(story.look({ tasks: [2, 3, 4, 5], initial: [5] }, { afterSeconds: 60 })).toBe('wait: in-transition');
    expect(story.look(RETIRED, { afterSeconds: 15 })).toBe('none: healthy');
  });

  it('is replaced when ECS has not got there after two minutes', () => {
    const story = aStory();
    const looks = Array.from({ length: 8 }, () => story.look(SICK, { afterSeconds: 15 }));
    expect(new Set(looks)).toEqual(new Set(['wait: ecs-is-replacing']));
    expect(story.look(SICK, { afterSeconds: 15 })).toBe('act: stop-task surge task-1');
  });

  it('gets its two minutes again when it was well in between', () => {
    const story = aStory();
    story.look(SICK);
    story.look({}, { afterSeconds: 90 });
    expect(story.look(SICK, { afterSeconds: 60 })).toBe('wait: ecs-is-replacing');
  });
});

/** The new revision, 42, began to roll out three minutes before the story. */
const releasedAt = NOW - 3 * MINUTE;
const rolling = (failures: number, different: Scene = {}): Scene => ({
  starting: [5],
  older: [1, 2, 3, 4],
  deployments: [
    { createdAt: releasedAt, rolloutState: 'IN_PROGRESS' },
    { status: 'ACTIVE', taskDefinition: OLDER_REVISION },
  ],
  parts: (at: Instant) => ({
    stoppedTasks: observed(
      at,
      Array.from({ length: failures }, (_, index) => aStoppedTask({ id: `failed-${index}` })),
    ),
    releases: observed(at, [aRelease({ status: 'IN_PROGRESS', createdAt: releasedAt }), anOlderRelease()]),
  }),
  ...different,
});
const backOnOlder: Scene = {
  older: [1, 2, 3, 4],
  deployments: [{ taskDefinition: OLDER_REVISION, createdAt: NOW + MINUTE }],
};

describe('a bad release', () => {
  it('is stopped at its second failure, and ECS goes back', () => {
    const story = aStory();
    expect(story.look(rolling(0))).toBe('wait: in-transition');
    expect(story.look(rolling(1))).toBe('wait: in-transition');
    expect(story.look(rolling(2))).toBe('act: roll-back stop-deployment d42');
    expect(story.look(rolling(2))).toBe('wait: step-in-flight');
    expect(
      story.look({
        ...backOnOlder,
        deployments: [{ taskDefinition: OLDER_REVISION, createdAt: NOW, rolloutState: 'IN_PROGRESS' }],
      }),
    ).toBe('wait: rolling-back');
    expect([0, 1, 2].map(() => story.look(backOnOlder))).toEqual([
      'wait: verifying',
      'wait: verifying',
      'resolved: restored',
    ]);
    expect(story.incident()).toMatchObject({ cause: 'bad-release', attempts: [{ verdict: 'worked' }] });
  });

  it('is left to its own circuit breaker', () => {
    const story = aStory();
    const scene = rolling(2, { ecs: { rollsBackByItself: true } });
    expect(story.look(scene)).toBe('wait: ecs-rolls-back-by-itself');
    expect(story.look(scene, { afterSeconds: 8 * 60 })).toBe('act: roll-back stop-deployment d42');
  });

  it('that completed and works nowhere is replaced by the last proven revision, after a second look', () => {
    const story = aStory();
    const bad: Scene = { hung: [1, 2, 3, 4], deployments: [{ createdAt: NOW - 10 * MINUTE }] };
    story.look({ deployments: [{ createdAt: NOW - 10 * MINUTE }] });
    expect(story.look(bad)).toBe('wait: not-confirmed');
    expect(story.look(bad)).toBe('act: roll-back redeploy mlflow-registry:41');
    expect(story.look(backOnOlder)).toBe('wait: verifying');
  });

  it('without a proven revision is for people', () => {
    const none = (at: Instant) => ({
      ...rolling(2).parts?.(at),
      releases: observed(at, [aRelease({ status: 'IN_PROGRESS' })]),
    });
    expect(aStory().look(rolling(2, { parts: none }))).toBe('escalate: no-proven-revision');
  });

  it('whose rollback does not take is for people: there is one in six hours', () => {
    const story = aStory();
    story.look(rolling(2));
    expect(story.look(rolling(2), { afterSeconds: 31 })).toBe('escalate: rollback-budget-spent');
  });

  it('is forgiven its first failures once all its tasks work', () => {
    const over = rolling(3, { starting: [], older: [], deployments: [{ createdAt: releasedAt, failedTasks: 3 }] });
    expect(aStory().look(over)).toBe('none: healthy');
  });
});

describe('a breaker that stays open after its dependency came back', () => {
  const open = (version: number, openedAt: Instant, failedResets = 0): Scene => ({
    breaker: { state: 'open', version, openedAt, failedResets },
  });
  const opened = NOW - 10 * MINUTE;
  const proven = (story = aStory()) => {
    expect(story.look(open(7, opened))).toBe('wait: not-confirmed');
    expect(story.look(open(7, opened))).toBe('wait: dependency-not-proven');
    expect(story.look(open(7, opened))).toBe('act: reset-breaker half-open backend');
    return story;
  };

  it('is set half-open after three fresh probes, and watched until it has closed itself', () => {
    const story = proven();
    expect(story.look(open(7, opened))).toBe('wait: step-in-flight');
    expect(story.look({ breaker: { state: 'half-open', version: 9 } })).toBe('wait: breaker-ramping');
    expect([0, 1, 2].map(() => story.look())).toEqual(['wait: verifying', 'wait: verifying', 'resolved: restored']);
  });

  it('counts no probe twice, however quickly it looks', () => {
    const story = aStory();
    const looks = Array.from({ length: 7 }, () => story.look(open(7, opened), { afterSeconds: 1 }));
    expect(looks.some((look) => look.startsWith('act'))).toBe(false);
  });

  it('gets its cool-down first', () => {
    const story = aStory();
    const { answer } = until(story, open(7, NOW), 'wait: not-confirmed');
    expect(answer).toBe('wait: dependency-not-proven');
    expect(until(story, open(7, NOW), 'wait: breaker-cooling-down').answer).toBe(
      'act: reset-breaker half-open backend',
    );
    expect(story.now() - NOW).toBeGreaterThanOrEqual(24 * SECOND);
    expect(story.now() - NOW).toBeLessThanOrEqual(41 * SECOND);
  });

  it('that falls back to open is tried three times, each after a longer rest, then people are told', () => {
    const story = proven(aStory({ policy: { limits: { maxActionsPerHour: 9, maxRollbacksPer6Hours: 1 } } }));
    const acts: Instant[] = [story.now()];
    let answer = '';
    let [fell, version] = [story.now(), 9];
    for (let looks = 0; looks < 200 && !answer.startsWith('escalate'); looks += 1) {
      answer = story.look(open(version, fell, acts.length));
      if (!answer.startsWith('act')) continue;
      acts.push(story.now());
      [fell, version] = [story.now() + 5 * SECOND, version + 2];
    }
    expect(answer).toBe('escalate: attempts-exhausted');
    const rests = acts.slice(1).map((at, index) => (at - (acts[index] ?? 0)) / SECOND);
    expect(rests).toHaveLength(2);
    expect(rests[0]).toBeGreaterThanOrEqual(48);
    expect(rests[1]).toBeGreaterThanOrEqual(96);
  });
});

describe('a dependency that is down', () => {
  /** Looks every five seconds until it is neither unconfirmed nor a blip. */
  const untilTold = (story: ReturnType<typeof aStory>, down: Scene) => {
    expect(story.look(down)).toBe('wait: not-confirmed');
    const { times, answer } = until(story, down, 'wait: dependency-blip');
    return { seconds: times * 5, answer };
  };

  it('is named to people once it is no blip any more, and nothing is restarted', () => {
    const story = aStory();
    const down: Scene = { down: ['database'], hung: [1, 2, 3, 4], breaker: { state: 'open', version: 9 } };
    expect(untilTold(story, down)).toEqual({ seconds: 45, answer: 'escalate: dependency-is-down' });
    expect(story.incident()).toMatchObject({ cause: 'dependency-down', subject: 'database', attempts: [] });
  });

  it.each([
    { why: 'is new and works nowhere', scene: { hung: [1, 2, 3, 4], deployments: [{ createdAt: NOW - 10 * MINUTE }] } },
    { why: 'rolls out and crashes', scene: rolling(4) },
  ])('is not blamed on a release that $why', ({ scene }) => {
    expect(untilTold(aStory(), { ...scene, down: ['database'] }).answer).toBe('escalate: dependency-is-down');
  });

  it('and comes back within the time of a blip is nothing any more', () => {
    const story = aStory();
    const down: Scene = { down: ['database'], hung: [1, 2, 3, 4] };
    expect(story.look(down)).toBe('wait: not-confirmed');
    expect(story.look(down, { afterSeconds: 39 })).toBe('wait: dependency-blip');
    expect(story.look()).toBe('none: healthy');
    expect(story.incident()).toBeUndefined();
    expect([story.look(down), story.look(down)]).toEqual(['wait: not-confirmed', 'wait: dependency-blip']);
  });

  it('that goes down after another cure is the cause that people are told', () => {
    const story = cured();
    expect(untilTold(story, { ...RETIRED, down: ['database'] }).answer).toBe('escalate: dependency-is-down');
    expect(story.incident()).toMatchObject({ cause: 'dependency-down', subject: 'database' });
  });
});

describe('nothing is done about', () => {
  const crashed = (at: Instant) => ({ stoppedTasks: observed(at, [aStoppedTask({ stoppedAt: at - 10 * SECOND })]) });

  it.each<{ why: string; scenes: readonly Scene[] }>([
    { why: 'a healthy service', scenes: [{}, {}, {}] },
    { why: 'a healthy rollout', scenes: [rolling(0), rolling(0, { initial: [4] }), rolling(0), {}] },
    {
      why: 'a crash that ECS replaces',
      scenes: [
        { tasks: [2, 3, 4], starting: [5], parts: crashed },
        { tasks: [2, 3, 4, 5], initial: [5], parts: crashed },
        { tasks: [2, 3, 4, 5], parts: crashed },
      ],
    },
    { why: 'scaling in', scenes: [{ desired: 2 }, { desired: 2, tasks: [1, 2] }] },
    {
      why: 'a service scaled to nothing',
      scenes: [
        { desired: 0, tasks: [] },
        { desired: 0, tasks: [] },
      ],
    },
  ])('$why', ({ scenes }) => {
    const story = aStory();
    const looks = scenes.map((scene) => story.look(scene, { afterSeconds: 15 }));
    expect(looks.filter((look) => !/^none: healthy$|^wait: in-transition$|^wait: intended-state$/.test(look))).toEqual(
      [],
    );
  });

  it('a task in its grace period that does not answer yet', () => {
    const story = aStory();
    const young: Scene = { hung: [1], ecs: { healthCheckGracePeriodSeconds: 172_800 } };
    expect(until(story, young, 'wait: in-transition', 60)).toEqual({ times: 60, answer: 'wait: in-transition' });
    expect(until(story, { ...young, hung: [], unhealthy: [1] }, 'wait: in-transition', 60).times).toBe(60);
  });
});

describe('what may be done', () => {
  it('is only shown in mode observe', () => {
    const story = aStory({ policy: { mode: 'observe' } });
    expect([story.look(HUNG), story.look(HUNG)]).toEqual(['wait: not-confirmed', 'none: observe-only']);
    expect(story.incident()).toBeUndefined();
  });

  it('waits for a person in mode approve, whose word holds for all steps of the attempt', () => {
    const story = aStory({ policy: { mode: 'approve' } });
    story.look(HUNG);
    story.open();
    expect([story.look(HUNG), story.look(HUNG)]).toEqual(['wait: awaiting-approval', 'wait: awaiting-approval']);
    story.approve(canonicalPlan(aStopTaskPlan()));
    expect(story.look(HUNG)).toBe('act: stop-task surge task-1');
    expect(story.look(REPLACED)).toBe('act: stop-task retire task-1');
  });

  it('ends with the budget: people are told rather than kept waiting for an hour', () => {
    const pastActions = [1, 2, 3].map((ago) => ({
      action: 'stop-task' as const,
      at: NOW - ago * MINUTE,
      target: 'x',
      incident: 'earlier',
    }));
    const story = aStory({ pastActions });
    expect([story.look(HUNG), story.look(HUNG)]).toEqual(['wait: not-confirmed', 'escalate: budget-spent']);
  });

  it('waits for the budget when that is a matter of minutes', () => {
    const pastActions = [56, 57, 58].map((ago) => ({
      action: 'stop-task' as const,
      at: NOW - ago * MINUTE,
      target: 'x',
      incident: 'earlier',
    }));
    const story = aStory({ pastActions });
    expect([story.look(HUNG), story.look(HUNG)]).toEqual(['wait: not-confirmed', 'wait: budget-spent']);
  });
});

describe('a blind medic', () => {
  const blind: Scene = { parts: () => ({ ecs: GONE }) };

  it('waits two minutes for its sight, then tells people, and never acts', () => {
    const story = aStory();
    const { times, answer } = until(story, blind, 'wait: cause-unknown');
    expect({ seconds: (times - 1) * 5, answer }).toEqual({ seconds: 120, answer: 'escalate: insufficient-data' });
  });

  it('goes on where it was once a failed call works again', () => {
    const story = surged();
    expect(story.look({ ...REPLACED, ...blind })).toBe('wait: insufficient-data');
    expect(story.look(REPLACED)).toBe('act: stop-task retire task-1');
  });

  it('does not call a service healthy whose targets it cannot read', () => {
    const story = aStory();
    expect(story.look({ parts: () => ({ targetGroups: GONE }) })).toBe('wait: cause-unknown');
    expect(aStory().look({ parts: () => ({ traffic: GONE, taskProbes: GONE, stoppedTasks: GONE }) })).toBe(
      'none: insufficient-data',
    );
  });

  it('does not take a hung task for well because the probe is gone', () => {
    const story = aStory();
    story.look(HUNG);
    story.open();
    const looks = Array.from({ length: 6 }, () => story.look({ parts: () => ({ taskProbes: GONE }) }));
    expect(looks).not.toContain('resolved: restored');
  });

  it('in the middle of an attempt gives it to people after twenty minutes', () => {
    const story = surged();
    const { times, answer } = until(story, blind, 'wait: insufficient-data');
    expect({ minutes: Math.floor((times * 5) / 60), answer }).toEqual({
      minutes: 20,
      answer: 'escalate: took-too-long',
    });
  });
});

describe('time', () => {
  const errors = (at: Instant) => ({ traffic: observed(at, someTraffic({ target5xx: 600 })) });
  const ERRORS: Scene = { parts: errors };
  const paused = (at: Instant) =>
    observed(at, [
      { scope: 'everything' as const, owner: 'ana', reason: 'migration', from: at, until: at + 3_600 * SECOND },
    ]);

  it('lets a symptom explain itself for two minutes, then people are told', () => {
    const { times, answer } = until(aStory(), ERRORS, 'wait: cause-unknown');
    expect({ seconds: (times - 1) * 5, answer }).toEqual({ seconds: 120, answer: 'escalate: cause-unknown' });
  });

  it('is given to the metrics after a cure: they show the minutes before it, but not for more than five', () => {
    const story = cured();
    const { times, answer } = until(story, { ...RETIRED, parts: errors }, 'wait: verifying');
    expect({ minutes: Math.floor(((times - 2) * 5) / 60), answer }).toEqual({
      minutes: 5,
      answer: 'escalate: cause-unknown',
    });
  });

  it.each([
    { how: 'by a cure', begun: cured },
    { how: 'by itself', begun: opened },
  ])('is given to the metrics after an incident, too, that ended $how', ({ begun }) => {
    const story = begun();
    const looks = [0, 1, 2].map(() => story.look(RETIRED));
    expect(looks).toEqual(['wait: verifying', 'wait: verifying', 'resolved: restored']);
    const curedAt = story.now() - 10 * SECOND;
    const { answer } = until(story, { ...RETIRED, parts: errors }, 'wait: verifying');
    expect(answer).toBe('escalate: cause-unknown');
    expect(story.now() - curedAt).toBe(5 * MINUTE + 5 * SECOND);
  });

  it('runs out for a service that is not well after twenty minutes', () => {
    const story = opened();
    const slow: Scene = { parts: (at) => ({ utilisation: observed(at, { cpu: 0.99, memory: 0.4 }) }) };
    const { times, answer } = until(story, slow, 'wait: healthy');
    expect({ minutes: Math.floor((times * 5) / 60), answer }).toEqual({
      minutes: 20,
      answer: 'escalate: took-too-long',
    });
  });

  it.each<{ holder: string; policy: Required<Beginning>['policy']; parts: Required<Scene>['parts']; reason: string }>([
    { holder: 'a pause', policy: {}, parts: (at) => ({ switches: paused(at) }), reason: 'paused' },
    {
      holder: 'switches that nobody can read',
      policy: {},
      parts: () => ({ switches: GONE }),
      reason: 'switches-unreadable',
    },
    { holder: 'an approval', policy: { mode: 'approve' }, parts: () => ({}), reason: 'awaiting-approval' },
  ])('does not run out while $holder holds the cure', ({ policy, parts, reason }) => {
    const story = aStory({ policy });
    story.open();
    story.look(HUNG);
    const held: Scene = { ...HUNG, parts };
    expect(until(story, held, `wait: ${reason}`, 300)).toEqual({ times: 300, answer: `wait: ${reason}` });
  });

  it('does run out while anything else holds it', () => {
    const story = opened();
    story.look(HUNG);
    const storm: Scene = { ...HUNG, parts: (at) => ({ fleet: observed(at, { services: 9, unhealthy: 5 }) }) };
    const { times, answer } = until(story, storm, 'wait: storm');
    expect({ minutes: Math.floor((times * 5) / 60), answer }).toEqual({
      minutes: 20,
      answer: 'escalate: took-too-long',
    });
  });

  it('is never slept through: a long pause is looked at every minute, since it may be lifted', () => {
    const story = aStory();
    story.look(HUNG);
    expect(story.look({ ...HUNG, parts: (at) => ({ switches: paused(at) }) })).toBe('wait: paused');
    expect(story.look(HUNG)).toBe('act: stop-task surge task-1');
  });

  it('starts anew after one bad look among the good ones', () => {
    const story = cured();
    story.look(RETIRED);
    story.look(RETIRED);
    expect(story.look({ ...RETIRED, parts: errors })).toBe('wait: verifying');
    expect(story.incident()?.healthyObservations).toBe(0);
    expect(story.incident()).not.toHaveProperty('wellSince');
    expect([0, 1, 2].map(() => story.look(RETIRED))).toEqual([
      'wait: verifying',
      'wait: verifying',
      'resolved: restored',
    ]);
  });
});
