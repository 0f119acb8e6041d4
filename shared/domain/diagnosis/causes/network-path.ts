import type { Assessed } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, findingsOf, logged, reportedByAws, seen } from '../clues.ts';

const isUnderRepair = (assessed: Assessed, host: Finding): boolean =>
  findingsOf(assessed, 'host-under-repair').some(({ subject }) => subject === host.subject);

export const networkPath: CauseModel = {
  cause: 'network-path',
  absent: 'no message and no log line reports a blocked network path',
  indicates: [
    reportedByAws(
      'network-path',
      'AWS reports time-outs on the way to a registry or to secrets; or none of at least two dependency names resolves; or all targets time out and nothing else is wrong with their tasks',
    ),
    logged('network-path', 'the logs report names that do not resolve, beside a symptom'),
    {
      ...seen('tasks on one container instance fail their checks, and tasks on the others do not', 'host-failing'),
      unless: [
        {
          when: 'ECS repairs that container instance',
          holds: (assessed, evidence) => evidence.every((host) => isUnderRepair(assessed, host)),
        },
      ],
    },
  ],
  explains: [ALL_SYMPTOMS],
  contradicts: [],
  treatedBy: ['operator'],
  response: 'Escalated.',
};
