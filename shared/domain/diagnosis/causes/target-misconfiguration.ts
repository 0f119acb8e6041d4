import type { Assessed } from '../../model/evidence.ts';
import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, contradictedBy, findingsOf, reportedByAws, seen } from '../clues.ts';
import { spareOlderTasks } from './only-the-release.ts';

/** Kills of running tasks that had not had the time to start. The check is too impatient for this service. */
const killsOfStartingTasks = (assessed: Assessed) =>
  findingsOf(assessed, 'kill-loop').filter(
    ({ numbers }) => Number(numbers.beforeServing) > Number(numbers.beforeRunning ?? 0),
  );

export const targetMisconfiguration: CauseModel = {
  cause: 'target-misconfiguration',
  absent: 'the target settings match the health check',
  indicates: [
    reportedByAws(
      'target-misconfiguration',
      'a target cannot be used, the target group is deleted, all targets of a group fail a health check that does not fit them, or the load balancer answers 502 for healthy targets',
    ),
    {
      when: 'the health check stops tasks before they have had the time that tasks of this service need to start',
      find: killsOfStartingTasks,
      unless: [
        contradictedBy(
          'only tasks of the new revision fail, so the release explains it',
          'release-not-working',
          'release-failing-tasks',
        ),
        {
          when: 'only tasks of the new revision are stopped, and older tasks serve',
          holds: (_assessed, evidence) => evidence.every(spareOlderTasks),
        },
        contradictedBy('a failing dependency explains it as well', 'dependency-unreachable'),
      ],
    },
    seen('a listener rule sends requests to a target group without healthy targets', 'routed-to-empty-group'),
  ],
  explains: [ALL_SYMPTOMS],
  contradicts: [],
  treatedBy: ['tune-health-check', 'operator'],
  response: 'Escalated.',
};
