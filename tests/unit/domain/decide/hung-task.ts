import type { ServiceState } from '#tests/builders/service-state.ts';
import { aStory, type Story } from '../story.ts';

export const HUNG: ServiceState = { hung: [1] };
export const SURGED: ServiceState = { desired: 5, hung: [1] };
export const REPLACED: ServiceState = { desired: 5, tasks: 5, hung: [1] };
export const RETIRED: ServiceState = { tasks: [2, 3, 4, 5] };

/** The replacement of the hung task is on its way, with this outcome of the step. */
export const surged = (outcome: NonNullable<Parameters<Story['check']>[1]>['outcome'] = 'done'): Story => {
  const story = aStory();
  story.check(HUNG);
  expect(story.check(HUNG, { outcome })).toBe('act: stop-task surge task-1');
  return story;
};

/** The hung task is gone, and its replacement remains to be settled. */
export const cured = (): Story => {
  const story = surged();
  story.check(REPLACED);
  expect(story.check(RETIRED)).toBe('act: stop-task settle task-1');
  return story;
};

/** An incident of a healthy service. */
export const opened = (): Story => {
  const story = aStory();
  story.open();
  return story;
};
