import { ECSClient } from '@aws-sdk/client-ecs';
import { ecsCapacityControl, ecsReleaseControl, ecsTaskControl } from '#shared/adapters/ecs/control.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { systemClock } from '#shared/adapters/system/system.ts';
import type { Services } from '#shared/ports/services.ts';
import { once } from '../once.ts';
import { connect } from './clients.ts';

const client = once(() => connect((options) => new ECSClient(options)));

export const ecs = (): Services['ecs'] => ecsReader(client(), systemClock);
export const tasks = (): Services['tasks'] => ecsTaskControl(client());
export const capacity = (): Services['capacity'] => ecsCapacityControl(client());
export const releases = (): Services['releases'] => ecsReleaseControl(client());
