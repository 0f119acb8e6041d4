import type { CauseModel } from '../cause-model.ts';
import { contradictedBy, findingsOf } from '../clues.ts';
import {
  ECS_REPAIRS_THE_HOST,
  EXPLAINED_BY_PLACE,
  FAIL_ALIKE,
  NO_HEALTHY_PEER,
  OWN_SYMPTOMS,
  oldestFirst,
} from './instance.ts';

export const instanceUnhealthy: CauseModel = {
  cause: 'instance-unhealthy',
  absent: 'no target and no container of a single task fails its health check',
  indicates: [
    {
      when: 'one target, or fewer than two thirds of them, fails its health check',
      find: (assessed) => findingsOf(assessed, 'target-unhealthy'),
    },
    {
      when: 'a container of one task, or of fewer than two thirds of them, fails its health check, while every other task is HEALTHY',
      find: (assessed) =>
        findingsOf(assessed, 'container-unhealthy').filter(
          ({ numbers: { peers, healthyPeers } }) => peers !== 0 && healthyPeers === peers,
        ),
    },
  ],
  order: oldestFirst,
  explains: OWN_SYMPTOMS,
  contradicts: [
    FAIL_ALIKE,
    NO_HEALTHY_PEER,
    EXPLAINED_BY_PLACE,
    ECS_REPAIRS_THE_HOST,
    contradictedBy('replacements fail as well, so the fault is not in the task', 'kill-loop'),
    contradictedBy('nearly all tasks of the new revision do not serve', 'release-not-working'),
  ],
  treatedBy: ['stop-task'],
  response: 'ECS has two minutes to replace it. Then each task is replaced, up to a third of them; more are escalated.',
};
