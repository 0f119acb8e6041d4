// Unit layer: whole incidents of faulty tasks as sequences of checks, each decided on what the checks before left.
import type { ServiceState } from '#tests/builders/service-state.ts';
import { aStory } from '../story.ts';
import { HUNG, REPLACED, RETIRED, SURGED, surged } from './hung-task.ts';

const SURGE = 'act: stop-task surge task-1';
const RETIRE = 'act: stop-task retire task-1';
const SETTLE = 'act: stop-task settle task-1';
const ABANDON = 'act: stop-task abandon task-1';

describe('a task that hangs while its health check passes', () => {
  it('is confirmed, replaced and stopped, and the service is verified three times', () => {
    const story = aStory();
    expect(story.check()).toBe('none: healthy');
    expect(story.check(HUNG, { afterSeconds: 15 })).toBe('wait: not-confirmed');
    expect(story.check(HUNG, { afterSeconds: 2 })).toBe('wait: not-confirmed');
    expect(story.check(HUNG, { afterSeconds: 3 })).toBe(SURGE);
    expect(story.check(HUNG)).toBe('wait: step-in-flight');
    expect(story.check({ ...SURGED, starting: [5] })).toBe('wait: replacement-starting');
    expect(story.check({ ...REPLACED, initial: [5] })).toBe('wait: replacement-starting');
    expect(story.check(REPLACED)).toBe(RETIRE);
    expect(story.check({ ...REPLACED, desired: 4 })).toBe('wait: bad-task-leaving');
    expect(story.check(RETIRED)).toBe(SETTLE);
    expect(story.until(RETIRED, 'wait: verifying')).toEqual({ seconds: 10, answer: 'resolved: restored' });
    expect(story.incident()).toMatchObject({
      status: 'resolved',
      cause: 'instance-grey',
      subject: 'task-1',
      healthyObservations: 3,
      attempts: [{ verdict: 'worked', steps: [{}, {}, {}] }],
    });
  });

  it('is not confirmed when it answers at the second check', () => {
    const story = aStory();
    expect(story.check(HUNG)).toBe('wait: not-confirmed');
    expect(story.check()).toBe('none: healthy');
    expect(story.check(HUNG)).toBe('wait: not-confirmed');
  });

  it('is kept until as many others serve as are desired, also in a service of one task', () => {
    const story = aStory();
    const alone: ServiceState = { desired: 1, tasks: [1], hung: [1] };
    story.check({ desired: 1, tasks: [1] });
    story.check(alone);
    expect(story.check(alone)).toBe(SURGE);
    expect(story.check({ ...alone, desired: 2, starting: [2] })).toBe('wait: replacement-starting');
    expect(story.check({ desired: 2, tasks: [1, 2], hung: [1, 2] })).toBe('wait: replacement-starting');
    expect(story.check({ desired: 2, tasks: [1, 2], hung: [1] })).toBe(RETIRE);
  });

  it('is kept when its replacement never starts: the surge is undone and the incident escalated', () => {
    const story = surged();
    expect(story.until(SURGED, 'wait: replacement-starting')).toEqual({ seconds: 390, answer: ABANDON });
    expect(story.check(HUNG)).toBe('escalate: attempts-exhausted');
    expect(story.incident()).toMatchObject({ status: 'escalated', attempts: [{ verdict: 'did-not-work' }] });
  });

  it('is escalated when an operator scales the service during the replacement', () => {
    expect(surged().check({ ...REPLACED, desired: 8 })).toBe('escalate: attempts-exhausted');
    expect(surged().check({ desired: 2, tasks: [1, 2], hung: [1] })).toBe('escalate: attempts-exhausted');
  });

  it('leaves the desired count as it was when it stops by itself during the surge', () => {
    const story = surged();
    expect(story.check({ desired: 5, tasks: [2, 3, 4, 5] })).toBe(RETIRE);
    expect(story.check(RETIRED)).toBe(SETTLE);
    expect(story.check(RETIRED)).toBe('wait: verifying');
  });

  it('is replaced before a second one', () => {
    const story = aStory();
    const two: ServiceState = { desired: 6, tasks: 6, hung: [1, 2] };
    story.check(two);
    expect(story.check(two)).toBe(SURGE);
    expect(story.check({ ...two, desired: 7, tasks: 7 })).toBe('wait: replacement-starting');
    expect(story.check({ ...two, desired: 7, tasks: 7, hung: [1] })).toBe(RETIRE);
    const second: ServiceState = { desired: 6, tasks: [2, 3, 4, 5, 6, 7], hung: [2] };
    expect(story.check(second)).toBe(SETTLE);
    expect(story.check(second)).toBe('act: stop-task surge task-2');
    expect(story.incident()).toMatchObject({ cause: 'instance-grey', subject: 'task-2' });
  });
});

describe('a step with an uncertain outcome', () => {
  it('that began and has not ended is judged by what ECS shows', () => {
    const story = surged('begun');
    expect(story.check(SURGED)).toBe('wait: replacement-starting');
    expect(story.check(REPLACED, { outcome: 'begun' })).toBe(RETIRE);
    expect(story.check(REPLACED)).toBe('wait: step-in-flight');
    expect(story.check(REPLACED, { afterSeconds: 20 })).toBe(RETIRE);
    expect(story.check(RETIRED)).toBe(SETTLE);
  });

  it('that began and never shows did not work, and the same task is not tried again', () => {
    const story = surged('begun');
    expect(story.check(HUNG)).toBe('wait: step-in-flight');
    expect(story.check(HUNG, { afterSeconds: 20 })).toBe('escalate: attempts-exhausted');
  });

  it('that was refused is retried after the back-off of 24 to 36 s', () => {
    const { seconds, answer } = surged('refused').until(HUNG, 'wait: backing-off');
    expect(answer).toBe(SURGE);
    expect(seconds).toBeGreaterThanOrEqual(20);
    expect(seconds).toBeLessThanOrEqual(35);
  });

  it('that fails three times is undone', () => {
    const story = surged();
    const retires = [1, 2, 3].map(() => story.check(REPLACED, { outcome: 'failed' }));
    expect(retires).toEqual([RETIRE, RETIRE, RETIRE]);
    expect(story.check(REPLACED)).toBe(ABANDON);
  });
});

describe('a task that fails its health check', () => {
  const UNHEALTHY: ServiceState = { unhealthy: [1] };

  it('is left to ECS, which replaces it', () => {
    const story = aStory();
    expect(story.check(UNHEALTHY)).toBe('wait: ecs-is-replacing');
    expect(story.check({ ...UNHEALTHY, starting: [5] }, { afterSeconds: 15 })).toBe('wait: ecs-is-replacing');
    expect(story.check({ ...RETIRED, initial: [5] }, { afterSeconds: 60 })).toBe('wait: in-transition');
    expect(story.check(RETIRED, { afterSeconds: 15 })).toBe('none: healthy');
  });

  it('is replaced when ECS has not done so after two minutes', () => {
    expect(aStory().until(UNHEALTHY, 'wait: ecs-is-replacing')).toEqual({ seconds: 120, answer: SURGE });
  });

  it('is left to ECS for another two minutes when it was healthy in between', () => {
    const story = aStory();
    story.check(UNHEALTHY);
    story.check({}, { afterSeconds: 90 });
    expect(story.check(UNHEALTHY, { afterSeconds: 60 })).toBe('wait: ecs-is-replacing');
  });
});
