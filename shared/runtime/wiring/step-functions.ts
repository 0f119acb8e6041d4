import { SFNClient } from '@aws-sdk/client-sfn';
import { recoveryWorkflow } from '#shared/adapters/step-functions/recovery.ts';
import type { Services } from '#shared/ports/services.ts';
import { CLIENT_OPTIONS, traced } from './clients.ts';
import { config } from './config.ts';

export const recovery = (): Services['recovery'] =>
  recoveryWorkflow(traced(new SFNClient(CLIENT_OPTIONS)), config().stateMachineArn);
