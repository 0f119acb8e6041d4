import type { CauseModel } from '../cause-model.ts';
import { LOST_CAPACITY, reportedByAws } from '../clues.ts';

export const platformMaintenance: CauseModel = {
  cause: 'platform-maintenance',
  absent: 'AWS stopped no task',
  indicates: [
    reportedByAws(
      'platform-maintenance',
      'a Spot interruption, maintenance or a lost host stopped a task; tasks are missing',
    ),
  ],
  explains: LOST_CAPACITY,
  contradicts: [],
  treatedBy: ['ecs', 'operator'],
  response: 'ECS has ten minutes; then escalated.',
};
