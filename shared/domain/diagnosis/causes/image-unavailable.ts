import type { CauseModel } from '../cause-model.ts';
import { LOST_CAPACITY, reportedByAws } from '../clues.ts';

export const imageUnavailable: CauseModel = {
  cause: 'image-unavailable',
  absent: 'no image pull failed',
  indicates: [
    reportedByAws(
      'image-unavailable',
      'AWS reports that tasks of the deployed revision cannot pull their image; tasks are missing, and none has started since',
    ),
  ],
  explains: LOST_CAPACITY,
  contradicts: [],
  treatedBy: ['roll-back', 'operator'],
  response: 'Rolled back if the newest revision introduced it; otherwise escalated.',
};
