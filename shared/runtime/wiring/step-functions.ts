import { SFNClient } from '@aws-sdk/client-sfn';
import { recoveryWorkflow } from '#shared/adapters/step-functions/recovery.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';
import { config } from './config.ts';

export const recovery = (): Services['recovery'] =>
  recoveryWorkflow(
    connect((options) => new SFNClient(options)),
    config().stateMachineArn,
  );
