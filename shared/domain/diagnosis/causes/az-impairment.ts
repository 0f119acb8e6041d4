import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, seen } from '../clues.ts';

export const azImpairment: CauseModel = {
  cause: 'az-impairment',
  absent: 'no zone fails as a whole while the others serve',
  indicates: [seen('tasks in one Availability Zone fail, and none in the others does', 'zone-failing')],
  explains: [ALL_SYMPTOMS],
  contradicts: [],
  treatedBy: ['operator'],
  response: 'Escalated. A replacement may start in the same zone.',
};
