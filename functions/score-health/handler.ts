import { CheckEvent } from '#events/schemas/check.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { incidents, journal } from '#shared/runtime/wiring/dynamodb.ts';
import { observing } from '#shared/runtime/wiring/observing.ts';
import { alerts } from '#shared/runtime/wiring/on-demand/sns.ts';
import { checks } from '#shared/runtime/wiring/on-demand/sqs.ts';
import { recovery } from '#shared/runtime/wiring/on-demand/step-functions.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { scoreHealth } from './score-health.ts';

export const definition = {
  name: 'score-health',
  input: CheckEvent,
  uses: { ...observing, clock, incidents, recovery, journal, checks, alerts },
  run: scoreHealth,
};

export const handler = createHandler(definition);
