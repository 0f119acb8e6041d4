import { LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';
import { config } from './config.ts';

export const prober = (): Services['prober'] =>
  lambdaProber(
    connect((options) => new LambdaClient(options)),
    config().probeFunctionName,
    systemClock,
  );
