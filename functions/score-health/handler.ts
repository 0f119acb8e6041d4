import { CheckEvent } from '#events/schemas/check.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { incidents, journal } from '#shared/runtime/wiring/dynamodb.ts';
import { observing } from '#shared/runtime/wiring/observing.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { alerts } from '#shared/runtime/wiring/when-something-is-wrong/sns.ts';
import { checks } from '#shared/runtime/wiring/when-something-is-wrong/sqs.ts';
import { recovery } from '#shared/runtime/wiring/when-something-is-wrong/step-functions.ts';
import { scoreHealth } from './score-health.ts';

export const definition = {
  name: 'score-health',
  input: CheckEvent,
  uses: { ...observing, clock, incidents, recovery, journal, checks, alerts },
  run: scoreHealth,
};

export const handler = createHandler(definition);
