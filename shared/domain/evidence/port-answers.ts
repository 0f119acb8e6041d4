import type { PortAnswer, TaskProbe } from '../model/probe.ts';

/** Silence comes before a wrong answer, because it says less about what still works. */
const WORST_FIRST = [
  'timeout',
  'refused',
  'error',
  'bad-status',
  'ok',
] as const satisfies readonly PortAnswer['outcome'][];

type Answer = Omit<TaskProbe, 'taskId'>;

/**
 * Merges the answers of a task that is probed on several ports: the worst counts, and the slowest of good ones. It names the port that
 * does not answer well. Of equally bad ports the first counts.
 */
export const worstAnswer = (answers: readonly PortAnswer[]): Answer => {
  const { port, ...worst } = answers.reduce((one, other) => (isWorse(other, one) ? other : one));
  return { ...worst, ...(worst.outcome !== 'ok' && { port }), ports: answers };
};

/** Answers for a task on one or several ports. The only port of a task needs no name. */
export const answerOfTask = (answers: readonly PortAnswer[]): Answer => {
  const worst = worstAnswer(answers);
  const { port: _port, ports: _ports, ...unnamed } = worst;
  return answers.length === 1 ? unnamed : worst;
};

const isWorse = (one: PortAnswer, other: PortAnswer): boolean => {
  const difference = WORST_FIRST.indexOf(one.outcome) - WORST_FIRST.indexOf(other.outcome);
  return difference === 0 ? one.outcome === 'ok' && one.latencyMs > other.latencyMs : difference < 0;
};

/** True when the port gave any answer, which shows that the prober reaches it. */
export const isAnswered = ({ outcome }: Pick<PortAnswer, 'outcome'>): boolean =>
  outcome === 'ok' || outcome === 'bad-status';
