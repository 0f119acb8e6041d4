import { AlertRequest } from '#events/schemas/recovery-steps.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { incidents, journal, reports } from '#shared/runtime/wiring/dynamodb.ts';
import { alerts } from '#shared/runtime/wiring/sns.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { publishAlert } from './publish-alert.ts';

export const definition = {
  name: 'publish-alert',
  input: AlertRequest,
  uses: { incidents, reports, alerts, journal, clock },
  run: publishAlert,
};

export const handler = createHandler(definition);
