import { StepRequest } from '#events/schemas/recovery-steps.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { incidents, journal } from '#shared/runtime/wiring/dynamodb.ts';
import { capacity, ecs, tasks } from '#shared/runtime/wiring/ecs.ts';
import { targetGroups } from '#shared/runtime/wiring/elastic-load-balancing.ts';
import { policies } from '#shared/runtime/wiring/policies.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { stopTask } from './stop-task.ts';

export const definition = {
  name: 'stop-task',
  input: StepRequest,
  uses: { policies, ecs, targetGroups, tasks, capacity, incidents, journal, clock },
  run: stopTask,
};

export const handler = createHandler(definition);
