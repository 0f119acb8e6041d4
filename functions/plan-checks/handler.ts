import { ScheduledEvent } from '#events/schemas/scheduled-event.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { policies } from '#shared/runtime/wiring/policies.ts';
import { checks } from '#shared/runtime/wiring/sqs.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { planChecks } from './plan-checks.ts';

export const definition = {
  name: 'plan-checks',
  input: ScheduledEvent,
  uses: { policies, checks, clock },
  run: planChecks,
};

export const handler = createHandler(definition);
