import { InboundEvent } from '#events/schemas/inbound-event.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { signals, stoppedTasks } from '#shared/runtime/wiring/dynamodb.ts';
import { policies } from '#shared/runtime/wiring/policies.ts';
import { checks } from '#shared/runtime/wiring/sqs.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { receiveSignal } from './receive-signal.ts';

export const definition = {
  name: 'receive-signal',
  input: InboundEvent,
  uses: { policies, signals, stoppedTasks, checks, clock },
  run: receiveSignal,
};

export const handler = createHandler(definition);
