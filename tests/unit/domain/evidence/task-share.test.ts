// Unit layer: how many failing tasks are few, and how many are so many that the tasks are not the cause.
import { areFew, areNearlyAll, isSystemic } from '#shared/domain/evidence/task-share.ts';
import * as given from '#tests/builders/given.ts';

it.each([
  { bad: 1, tasks: 1, few: true, systemic: false },
  { bad: 1, tasks: 2, few: true, systemic: false },
  { bad: 2, tasks: 2, few: false, systemic: true },
  { bad: 2, tasks: 3, few: false, systemic: false },
  { bad: 2, tasks: 4, few: false, systemic: false },
  { bad: 3, tasks: 4, few: false, systemic: true },
  { bad: 1, tasks: 6, few: true, systemic: false },
  { bad: 2, tasks: 6, few: true, systemic: false },
  { bad: 3, tasks: 6, few: false, systemic: false },
  { bad: 66, tasks: 100, few: false, systemic: false },
  { bad: 67, tasks: 100, few: false, systemic: true },
  { bad: 68, tasks: 100, few: false, systemic: true },
])('$bad of $tasks running tasks are few: $few, systemic: $systemic', ({ bad, tasks, few, systemic }) => {
  const observation = given.service({ tasks });
  expect([areFew(bad, observation), isSystemic(bad, observation)]).toEqual([few, systemic]);
});

it.each([
  { idle: 66, all: 100, nearlyAll: false },
  { idle: 67, all: 100, nearlyAll: true },
  { idle: 1, all: 1, nearlyAll: true },
])('$idle of $all are nearly all: $nearlyAll', ({ idle, all, nearlyAll }) => {
  expect(areNearlyAll(idle, all)).toBe(nearlyAll);
});
