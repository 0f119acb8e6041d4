// Unit layer: a more severe fault that begins while another one is being treated.
import { OLDER_REVISION } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { HUNG, REPLACED, SURGED, surged } from './hung-task.ts';
import { BACK_ON_OLDER, rolling } from './rolling-release.ts';

const ABANDON = 'act: stop-task abandon task-1';
const SETTLE = 'act: stop-task settle task-1';
const ROLL_BACK = 'act: roll-back stop-deployment d42';

describe('a bad release during the replacement of a task', () => {
  const bad: ServiceState = { ...rolling(2), hung: [1] };

  it('is rolled back within two checks, after the replacement is reverted', () => {
    const story = surged();
    expect(story.check({ ...bad, desired: 5 })).toBe(ABANDON);
    expect(story.check(bad)).toBe(ROLL_BACK);
    expect(story.incident()).toMatchObject({
      cause: 'bad-release',
      attempts: [
        { action: 'stop-task', verdict: 'superseded', supersededBy: 'bad-release' },
        { action: 'roll-back', verdict: 'pending' },
      ],
    });
  });

  it('leaves the task to a later replacement, without a back-off', () => {
    const story = surged();
    story.check({ ...bad, desired: 5 });
    expect(story.check(bad)).toBe(ROLL_BACK);
    const back: ServiceState = { ...BACK_ON_OLDER, hung: [] };
    expect(story.check(back)).toBe('wait: verifying');
    const hungAgain: ServiceState = { ...BACK_ON_OLDER, hung: [1] };
    expect(story.check(hungAgain)).toBe('wait: not-confirmed');
    expect(story.check(hungAgain)).toBe('act: stop-task surge task-1');
  });

  it('waits for the surge to show before it is reverted', () => {
    const story = surged();
    expect(story.check(bad)).toBe('wait: superseded');
    expect(story.check({ ...bad, desired: 5 })).toBe(ABANDON);
  });

  it('that is rolled back by ECS itself does not end the replacement', () => {
    const story = surged();
    const state: ServiceState = { ...bad, desired: 5, ecs: { rollsBackByItself: true } };
    expect(story.check(state)).toBe('wait: replacement-starting');
  });
});

describe('a dependency that goes down during the replacement of a task', () => {
  const DOWN: ServiceState = { ...SURGED, hung: [1, 2, 3, 4], down: ['database'] };

  it('ends the replacement once it is no blip, and is escalated', () => {
    const story = surged();
    expect(story.until(DOWN, 'wait: replacement-starting')).toEqual({ seconds: 45, answer: ABANDON });
    expect(story.check({ ...DOWN, desired: 4 })).toBe('escalate: dependency-is-down');
    expect(story.incident()).toMatchObject({ cause: 'dependency-down', subject: 'database', status: 'escalated' });
  });

  it('and comes back within seconds leaves the replacement alone', () => {
    const story = surged();
    story.check(DOWN);
    story.check(DOWN);
    expect(story.check(REPLACED)).toBe('act: stop-task retire task-1');
  });

  it('after the task was retired removes the protection first', () => {
    const story = surged();
    expect(story.check(REPLACED)).toBe('act: stop-task retire task-1');
    const leaving: ServiceState = { tasks: [1, 2, 3, 4, 5], hung: [1, 2, 3, 4, 5], down: ['database'] };
    expect(story.until(leaving, 'wait: bad-task-leaving')).toEqual({ seconds: 45, answer: SETTLE });
    expect(story.check({ ...leaving, tasks: [2, 3, 4, 5] })).toBe('escalate: dependency-is-down');
    expect(story.incident()).toMatchObject({ attempts: [{ verdict: 'superseded' }] });
  });
});

it('a zone that fails during the replacement of a task ends it at once', () => {
  const story = surged();
  const zones = { a: [1, 2], b: [3, 4, 5], c: [6] };
  const failing: ServiceState = { desired: 5, tasks: 6, zones, unhealthy: [1, 2] };
  expect(story.check(failing)).toBe(ABANDON);
  expect(story.check({ ...failing, desired: 4 })).toBe('escalate: manual-action-required');
  expect(story.incident()).toMatchObject({ cause: 'az-impairment' });
});

it('a replacement that goes on is not ended by the hung task itself', () => {
  expect(surged().check(SURGED)).toBe('wait: replacement-starting');
  expect(surged().check({ ...HUNG, older: [1], task: { 2: { taskDefinition: OLDER_REVISION } } })).toBe(
    'wait: step-in-flight',
  );
});
