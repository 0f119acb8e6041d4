import { StepRequest } from '#events/schemas/recovery-steps.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { incidents, journal } from '#shared/runtime/wiring/dynamodb.ts';
import { ecs, releases } from '#shared/runtime/wiring/ecs.ts';
import { policies } from '#shared/runtime/wiring/policies.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { rollBack } from './roll-back.ts';

export const definition = {
  name: 'roll-back',
  input: StepRequest,
  uses: { policies, ecs, releases, incidents, journal, clock },
  run: rollBack,
};

export const handler = createHandler(definition);
