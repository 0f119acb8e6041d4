import type { CauseModel } from '../cause-model.ts';
import { LOST_CAPACITY, reportedByAws } from '../clues.ts';
import { ONLY_THE_RELEASE_FAILS } from './only-the-release.ts';

export const crashLoop: CauseModel = {
  cause: 'crash-loop',
  absent: 'no task exits repeatedly',
  indicates: [
    reportedByAws('crash-loop', 'within ten minutes three tasks exited with an error, and tasks are missing'),
  ],
  explains: LOST_CAPACITY,
  contradicts: [ONLY_THE_RELEASE_FAILS],
  treatedBy: ['operator'],
  response: 'Escalated.',
};
