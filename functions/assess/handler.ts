import { AssessRequest } from '#events/schemas/recovery-steps.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { metrics } from '#shared/runtime/wiring/cloudwatch.ts';
import { breakers, incidents, journal, leases, reports, switches } from '#shared/runtime/wiring/dynamodb.ts';
import { ecs } from '#shared/runtime/wiring/ecs.ts';
import { targetGroups } from '#shared/runtime/wiring/elastic-load-balancing.ts';
import { prober } from '#shared/runtime/wiring/lambda.ts';
import { policies } from '#shared/runtime/wiring/policies.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { assess } from './assess.ts';

export const definition = {
  name: 'assess',
  input: AssessRequest,
  uses: {
    policies,
    ecs,
    targetGroups,
    metrics,
    prober,
    breakers,
    switches,
    reports,
    clock,
    incidents,
    leases,
    journal,
  },
  run: assess,
};

export const handler = createHandler(definition);
