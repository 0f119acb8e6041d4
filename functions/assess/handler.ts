import { AssessRequest } from '#events/schemas/recovery-steps.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { incidents, journal, leases } from '#shared/runtime/wiring/dynamodb.ts';
import { observing } from '#shared/runtime/wiring/observing.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { assess } from './assess.ts';

export const definition = {
  name: 'assess',
  input: AssessRequest,
  uses: { ...observing, clock, incidents, leases, journal },
  run: assess,
};

export const handler = createHandler(definition);
