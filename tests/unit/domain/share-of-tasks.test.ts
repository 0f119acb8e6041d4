// Unit layer: how many tasks that fail are few, several, or so many that it is not the tasks.

import { areFew, areNearlyAll, isSystemic } from '#shared/domain/evidence/task-share.ts';
import { observed } from '#shared/domain/model/part.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { tasks } from '#tests/builders/parts.ts';

describe('of the tasks that run', () => {
  it.each([
    { bad: 1, running: 1, few: true, systemic: false },
    { bad: 1, running: 2, few: true, systemic: false },
    { bad: 2, running: 2, few: false, systemic: true },
    { bad: 2, running: 3, few: false, systemic: false },
    { bad: 2, running: 4, few: false, systemic: false },
    { bad: 3, running: 4, few: false, systemic: true },
    { bad: 1, running: 6, few: true, systemic: false },
    { bad: 2, running: 6, few: true, systemic: false },
    { bad: 3, running: 6, few: false, systemic: false },
    { bad: 66, running: 100, few: false, systemic: false },
    { bad: 67, running: 100, few: false, systemic: true },
    { bad: 68, running: 100, few: false, systemic: true },
  ])('$bad of $running are few: $few, nearly all: $systemic', ({ bad, running, few, systemic }) => {
    const observation = anObservation({ tasks: observed(NOW, tasks(running)) });
    expect(areFew(bad, observation)).toBe(few);
    expect(isSystemic(bad, observation)).toBe(systemic);
  });

  it.each([
    { idle: 66, all: 100, nearlyAll: false },
    { idle: 67, all: 100, nearlyAll: true },
    { idle: 1, all: 1, nearlyAll: true },
  ])('$idle of $all are nearly all: $nearlyAll', ({ idle, all, nearlyAll }) => {
    expect(areNearlyAll(idle, all)).toBe(nearlyAll);
  });
});
