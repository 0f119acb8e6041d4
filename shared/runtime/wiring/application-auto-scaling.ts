import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';

export const scaling = (): Services['scaling'] =>
  scalingReader(
    connect((options) => new ApplicationAutoScalingClient(options)),
    systemClock,
  );
