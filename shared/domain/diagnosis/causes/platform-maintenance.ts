import type { CauseModel } from '../cause-model.ts';
import { LOST_CAPACITY, reportedByAws, runsOnHostUnderRepair, seen } from '../clues.ts';

export const platformMaintenance: CauseModel = {
  cause: 'platform-maintenance',
  absent: 'AWS stopped no task and repairs no container instance',
  indicates: [
    reportedByAws(
      'platform-maintenance',
      'a Spot interruption, maintenance or a lost host stopped a task; tasks are missing',
    ),
    seen('ECS found a container instance IMPAIRED, and replaces or drains it', 'host-under-repair'),
  ],
  explains: [
    ...LOST_CAPACITY,
    {
      symptoms: ['target-unhealthy', 'container-unhealthy', 'task-not-working'],
      when: 'ECS repairs the container instance of the task',
      covers: ({ subject }, _candidate, assessed) => runsOnHostUnderRepair(assessed, subject),
    },
  ],
  contradicts: [],
  treatedBy: ['ecs', 'operator'],
  response: 'ECS has ten minutes; then escalated.',
};
