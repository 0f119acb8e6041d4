import type { CauseModel } from '../cause-model.ts';
import { seen } from '../clues.ts';
import { RELEASE_TAKES_THE_MEMORY } from './only-the-release.ts';

/** Needs no symptom, because the rise predicts one within minutes. */
export const memoryLeak: CauseModel = {
  cause: 'memory-leak',
  absent: 'memory does not rise towards its limit without more requests',
  indicates: [
    seen('memory rises steadily without more requests and is full within ten minutes', 'memory-rising'),
    seen('the fullest task is near its memory limit, and the average is clearly lower', 'task-memory-full'),
  ],
  isOfService: true,
  explains: [
    {
      symptoms: [
        'errors-above-objective',
        'latency-above-objective',
        'backlog-above-objective',
        'log-errors-lasting',
        'target-unhealthy',
        'container-unhealthy',
        'task-not-working',
        'tasks-missing',
      ],
    },
  ],
  contradicts: [RELEASE_TAKES_THE_MEMORY],
  treatedBy: ['stop-task', 'operator'],
  response: 'Escalated.',
};
