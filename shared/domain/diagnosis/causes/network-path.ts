import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, logged, reportedByAws, seen } from '../clues.ts';

export const networkPath: CauseModel = {
  cause: 'network-path',
  absent: 'no message and no log line reports a blocked network path',
  indicates: [
    reportedByAws(
      'network-path',
      'AWS reports time-outs on the way to a registry or to secrets; or none of at least two dependency names resolves; or all targets time out and nothing else is wrong with their tasks',
    ),
    logged('network-path', 'the logs report names that do not resolve, beside a symptom'),
    seen('tasks on one container instance fail their checks, and tasks on the others do not', 'host-failing'),
  ],
  explains: [ALL_SYMPTOMS],
  contradicts: [],
  treatedBy: ['operator'],
  response: 'Escalated.',
};
