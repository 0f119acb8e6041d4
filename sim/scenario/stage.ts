import type { WorldClock } from '#local-aws/clock/clock.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { isComplete, serviceNamed, usersAreServed } from '../faults/fault.ts';
import type { World } from '../world/world.ts';
import { alertsOf } from './alerts.ts';
import type { LocalWorld } from './local-world.ts';
import type { MedicView } from './medic-view.ts';

/** What a fault is played on, and who looks on. */
export interface Stage {
  readonly clock: WorldClock;
  readonly world: World;
  /** The service's name in ECS. */
  readonly service: string;
  readonly medic: MedicView;
  readonly alerts: () => readonly { readonly at: Instant; readonly kind: string; readonly title: string }[];
  readonly executions: () => readonly { readonly startedAt: Instant }[];
}

/** The service of this ECS name in a local world, as a stage. */
export const stageIn = ({ world, platform }: LocalWorld, medic: MedicView, service: string): Stage => ({
  clock: world.clock,
  world,
  service,
  medic,
  alerts: () => alertsOf(platform.published()),
  executions: platform.executions,
});

/** Nothing is left of any fault: no incident is open or with people, all tasks are there, and users are well. */
export const isCalm = ({ world, service: name, medic }: Stage): boolean => {
  const { incident, report } = medic.record();
  const service = serviceNamed(world, name);
  const isSettled = incident === undefined || incident.status === 'resolved';
  return isSettled && report?.state === 'healthy' && isComplete(world, service) && usersAreServed(world, service);
};
