import { RemediationRequest } from '#events/schemas/remediation-request.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { incidents, journal } from '#shared/runtime/wiring/dynamodb.ts';
import { observing } from '#shared/runtime/wiring/observing.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { recovery } from '#shared/runtime/wiring/when-something-is-wrong/step-functions.ts';
import { remediate } from './remediate.ts';

export const definition = {
  name: 'remediate',
  input: RemediationRequest,
  uses: { ...observing, clock, incidents, recovery, journal },
  run: remediate,
};

export const handler = createHandler(definition);
