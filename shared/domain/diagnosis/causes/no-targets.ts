import type { CauseModel } from '../cause-model.ts';
import { findingsOf, has, seen } from '../clues.ts';

export const noTargets: CauseModel = {
  cause: 'no-targets',
  absent: 'targets are registered',
  indicates: [
    seen('tasks are desired and no target is registered', 'no-targets-registered'),
    {
      when: 'the desired count is zero and users get 503',
      find: (assessed) => (has(assessed, 'no-tasks-desired') ? findingsOf(assessed, 'load-balancer-503') : []),
    },
  ],
  isOfService: true,
  explains: [{ symptoms: ['no-targets-registered', 'load-balancer-503', 'errors-above-objective', 'tasks-missing'] }],
  contradicts: [],
  treatedBy: ['restore-desired-count', 'operator'],
  response: 'Escalated.',
};
