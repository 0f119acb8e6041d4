// Unit layer: the evidence gate.
import { evidenceIsFresh } from '#shared/domain/gates/evidence.ts';
import { observed } from '#shared/domain/model/part.ts';
import { aScore } from '#tests/builders/a-report.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import { situation } from '#tests/builders/given.ts';
import { tasks } from '#tests/builders/parts.ts';
import { answerOf } from './answer-of.ts';

const tasksReadAgo = (seconds: number) => ({ parts: { tasks: observed(secondsAgo(seconds), tasks(4)) } });

it.each([
  { confidence: 0.599, answer: 'low-confidence' },
  { confidence: 0.6, answer: 'pass' },
  { confidence: 0.601, answer: 'pass' },
  { confidence: Number.NaN, answer: 'low-confidence' },
])('the evidence gate, a confidence of $confidence: $answer', ({ confidence, answer }) => {
  expect(answerOf(evidenceIsFresh, { score: aScore({ confidence }) })).toBe(answer);
});

it.each([
  { seconds: 59, answer: 'pass' },
  { seconds: 60, answer: 'pass' },
  { seconds: 61, answer: 'evidence-stale' },
  { seconds: Number.NaN, answer: 'evidence-stale' },
])('the evidence gate, tasks read $seconds s ago: $answer', ({ seconds, answer }) => {
  expect(answerOf(evidenceIsFresh, tasksReadAgo(seconds))).toBe(answer);
});

it('the evidence gate: the answer has the age of stale evidence, unless it is missing', () => {
  expect(evidenceIsFresh(situation(tasksReadAgo(90))).numbers).toEqual({ ageSeconds: 90 });
  expect(evidenceIsFresh(situation({ missing: { tasks: 'throttled' } })).numbers).toEqual({});
});

it.each([
  { part: 'ecs', reason: 'throttled', answer: 'evidence-stale' },
  { part: 'tasks', reason: 'throttled', answer: 'evidence-stale' },
  { part: 'targetGroups', reason: 'throttled', answer: 'evidence-stale' },
  { part: 'targetGroups', reason: 'not-configured', answer: 'pass' },
  { part: 'ecs', reason: 'not-configured', answer: 'evidence-stale' },
] as const)('the evidence gate, $part missing as $reason: $answer', ({ part, reason, answer }) => {
  expect(answerOf(evidenceIsFresh, { missing: { [part]: reason } })).toBe(answer);
});
