import type { CauseModel } from '../cause-model.ts';
import { LOST_CAPACITY, reportedByAws } from '../clues.ts';

export const capacityShortage: CauseModel = {
  cause: 'capacity-shortage',
  absent: 'the scheduler places every task',
  indicates: [
    reportedByAws(
      'capacity-shortage',
      'the scheduler cannot place a task, a quota is used up, or a subnet has no free address; tasks are missing, and none was placed since',
    ),
  ],
  explains: LOST_CAPACITY,
  contradicts: [],
  treatedBy: ['operator'],
  response: 'Escalated.',
};
