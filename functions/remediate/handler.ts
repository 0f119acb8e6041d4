import { RemediationRequest } from '#events/schemas/remediation-request.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { metrics } from '#shared/runtime/wiring/cloudwatch.ts';
import { breakers, incidents, journal, reports, switches } from '#shared/runtime/wiring/dynamodb.ts';
import { ecs } from '#shared/runtime/wiring/ecs.ts';
import { targetGroups } from '#shared/runtime/wiring/elastic-load-balancing.ts';
import { prober } from '#shared/runtime/wiring/lambda.ts';
import { policies } from '#shared/runtime/wiring/policies.ts';
import { recovery } from '#shared/runtime/wiring/step-functions.ts';
import { clock } from '#shared/runtime/wiring/system.ts';
import { remediate } from './remediate.ts';

export const definition = {
  name: 'remediate',
  input: RemediationRequest,
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
    recovery,
    journal,
  },
  run: remediate,
};

export const handler = createHandler(definition);
