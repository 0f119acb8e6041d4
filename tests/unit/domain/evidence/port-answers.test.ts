// Unit layer: how the answers of a task's ports become one.
import { answerOfTask, isAnswered, worstAnswer } from '#shared/domain/evidence/port-answers.ts';
import type { PortAnswer } from '#shared/domain/model/probe.ts';
import { NOW } from '#tests/builders/constants.ts';

const answer = (port: number, given: Partial<PortAnswer> = {}): PortAnswer => ({
  port,
  outcome: 'ok',
  latencyMs: 40,
  at: NOW,
  ...given,
});
const OUTCOMES = ['timeout', 'refused', 'error', 'bad-status', 'ok'] as const;
const PAIRS = OUTCOMES.flatMap((worse, index) => OUTCOMES.slice(index + 1).map((better) => ({ worse, better })));

it.each(PAIRS)('of several ports $worse counts before $better, wherever it stands', ({ worse, better }) => {
  const answers = [answer(5000, { outcome: better }), answer(9090, { outcome: worse })];
  expect(worstAnswer(answers)).toEqual({ outcome: worse, latencyMs: 40, at: NOW, port: 9090, ports: answers });
  expect(worstAnswer(answers.toReversed())).toMatchObject({ outcome: worse, port: 9090 });
});

it.each(OUTCOMES.slice(0, -1))('of two ports with %s the first counts, however slow the other is', (outcome) => {
  const answers = [answer(5000, { outcome }), answer(9090, { outcome, latencyMs: 900 })];
  expect(worstAnswer(answers)).toMatchObject({ port: 5000, latencyMs: 40 });
});

it.each([
  { first: 30, second: 90 },
  { first: 90, second: 30 },
])('good answers after $first and $second ms show the slowest, and no port', ({ first, second }) => {
  const answers = [answer(5000, { latencyMs: first }), answer(9090, { latencyMs: second, status: 204 })];
  const merged = worstAnswer(answers);
  expect(merged).toMatchObject({ outcome: 'ok', latencyMs: 90, ports: answers });
  expect(merged).not.toHaveProperty('port');
});

it.each(OUTCOMES)('the only port of a task is not named when it answers %s', (outcome) => {
  expect(answerOfTask([answer(5000, { outcome, status: 418 })])).toEqual({
    outcome,
    status: 418,
    latencyMs: 40,
    at: NOW,
  });
});

it('one of several ports of a task is named', () => {
  expect(answerOfTask([answer(5000), answer(9090, { outcome: 'refused' })])).toMatchObject({ port: 9090 });
});

it.each(OUTCOMES)('a port with %s has answered only with a status', (outcome) => {
  expect(isAnswered({ outcome })).toBe(outcome === 'ok' || outcome === 'bad-status');
});
