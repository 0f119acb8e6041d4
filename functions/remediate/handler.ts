import { RemediationRequest } from '#events/schemas/remediation-request.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { incidents, journal } from '#shared/runtime/wiring/dynamodb.ts';
import { observing } from '#shared/runtime/wiring/observing.ts';
import { recovery } from '#shared/runtime/wiring/on-demand/step-functions.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { remediate } from './remediate.ts';

export const definition = {
  name: 'remediate',
  input: RemediationRequest,
  uses: { ...observing, clock, incidents, recovery, journal },
  run: remediate,
};

export const handler = createHandler(definition);
