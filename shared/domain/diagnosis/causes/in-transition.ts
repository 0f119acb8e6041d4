import type { Assessed } from '../../model/evidence.ts';
import type { CauseModel } from '../cause-model.ts';
import { contradictedBy, has } from '../clues.ts';
import { movementsIn } from '../symptoms.ts';

const usersAreRejected = (assessed: Assessed): boolean =>
  has(assessed, 'load-balancer-503', 'errors-above-objective', 'all-targets-unhealthy');

/** Movement explains missing tasks. It never explains errors, 503 responses, unhealthy targets or repeated kills. */
export const inTransition: CauseModel = {
  cause: 'in-transition',
  absent: 'no task is starting or draining and no deployment is in progress, or none within the time that it takes',
  indicates: [
    {
      when: 'tasks start, are within their grace period, or a deployment is in progress, all in due time',
      find: movementsIn,
    },
  ],
  isOfService: true,
  explains: [
    { symptoms: ['tasks-missing'] },
    {
      symptoms: ['no-targets-registered'],
      when: 'no request fails',
      covers: (_symptom, _candidate, assessed) => !usersAreRejected(assessed),
    },
  ],
  contradicts: [
    contradictedBy(
      'tasks of the new revision fail or do not serve',
      'release-failing-tasks',
      'release-not-working',
      'deployment-failed',
    ),
    contradictedBy('health checks stop tasks again and again', 'kill-loop'),
  ],
  treatedBy: ['ecs'],
  response: 'None.',
};
