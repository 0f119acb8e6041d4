import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, reportedByAws } from '../clues.ts';

export const loadBalancerFault: CauseModel = {
  cause: 'load-balancer-fault',
  absent: 'the load balancer reports no error of its own',
  indicates: [
    reportedByAws('load-balancer-fault', 'a target has the reason `Elb.InternalError`, which no task causes'),
  ],
  explains: [ALL_SYMPTOMS],
  contradicts: [],
  treatedBy: ['operator'],
  response: 'Escalated.',
};
