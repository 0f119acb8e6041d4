import { type Instant, toIso } from '#shared/domain/model/time.ts';
import type { EcsEvent } from './ecs-event.ts';
import type { WorldState } from './state.ts';

export type EcsDetailType = 'ECS Task State Change' | 'ECS Service Action' | 'ECS Deployment State Change';

/** Emits an event about one ECS resource. */
export const emitEcsEvent = (
  world: WorldState,
  detailType: EcsDetailType,
  { resource, detail }: { resource: string; detail: EcsEvent['detail'] },
): void =>
  world.emit({
    version: '0',
    id: world.ids.uuid(),
    'detail-type': detailType,
    source: 'aws.ecs',
    account: world.account,
    time: toWholeSeconds(world.clock.now()),
    region: world.region,
    resources: [resource],
    detail,
  });

const toWholeSeconds = (instant: Instant): string => toIso(instant).replace(/\.\d{3}Z$/, 'Z');
