import { LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { CLIENT_OPTIONS, traced } from './clients.ts';
import { config } from './config.ts';

export const prober = (): Services['prober'] =>
  lambdaProber(traced(new LambdaClient(CLIENT_OPTIONS)), config().probeFunctionName, systemClock);
