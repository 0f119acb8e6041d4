import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { changeReader } from '#shared/adapters/cloudtrail/changes.ts';
import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { connect } from './clients.ts';

export const changes = (): Services['changes'] =>
  changeReader(
    connect((options) => new CloudTrailClient(options)),
    systemClock,
  );
