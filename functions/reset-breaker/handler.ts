import { StepRequest } from '#events/schemas/recovery-steps.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { breakers, incidents, journal } from '#shared/runtime/wiring/dynamodb.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { resetBreaker } from './reset-breaker.ts';

export const definition = {
  name: 'reset-breaker',
  input: StepRequest,
  uses: { breakers, incidents, journal, clock },
  run: resetBreaker,
};

export const handler = createHandler(definition);
