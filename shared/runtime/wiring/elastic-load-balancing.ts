import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { systemClock, systemTiming } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';

export const targetGroups = (): Services['targetGroups'] =>
  targetGroupReader(
    connect((options) => new ElasticLoadBalancingV2Client(options)),
    systemClock,
    systemTiming,
  );
