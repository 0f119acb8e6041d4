import { ProbeMessage } from '#events/schemas/probe-request.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { network } from '#shared/runtime/wiring/network.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { probeService } from './probe-service.ts';
import { signOfLife } from './sign-of-life.ts';

const { AWS_REGION: region = 'us-east-1', AWS_ENDPOINT_URL_S3: endpoint } = process.env;
const s3 = { region, ...(endpoint !== undefined && { endpoint }) };

export const definition = {
  name: 'probe-service',
  input: ProbeMessage,
  uses: { network, clock },
  run: (services: Parameters<typeof probeService>[0]) => probeService(services, signOfLife(services, s3)),
};

export const handler = createHandler(definition);
