import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { targetGroupReader } from '#shared/adapters/elastic-load-balancing.ts';
import { systemClock, systemTiming } from '#shared/adapters/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';

export const targetGroups = (): Services['targetGroups'] =>
  targetGroupReader(
    connect((options) => new ElasticLoadBalancingV2Client(options)),
    systemClock,
    systemTiming,
  );
