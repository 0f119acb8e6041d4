import type { Service, ServiceContext } from '../service.ts';
import { createEventBus, type EventBus } from './event-bus.ts';
import { createEnvelopeMaker } from './event-envelope.ts';
import { schedulePeriodMs } from './schedule.ts';

export interface EventBridge extends Service {
  readonly emit: EventBus['emit'];
}

/** EventBridge: the default event bus, and the schedules of the deployed rules. */
export const createEventBridge = ({ stack, clock, ids, deliver, deliveries }: ServiceContext): EventBridge => {
  const bus = createEventBus({ rules: stack.rules, clock, deliver, deliveries });
  const envelope = createEnvelopeMaker(clock, ids);
  return {
    name: 'events',
    operations: {},
    emit: bus.emit,
    start: () => {
      for (const rule of stack.rules) {
        if (rule.schedule === undefined || !rule.enabled) continue;
        const tick = { detailType: 'Scheduled Event', source: 'aws.events', resources: [rule.arn], detail: {} };
        clock.every(schedulePeriodMs(rule.schedule), () => bus.trigger(rule, envelope(tick)));
      }
    },
  };
};
