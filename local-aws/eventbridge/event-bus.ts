import type { WorldClock } from '../clock/clock.ts';
import { LATENCIES } from '../clock/latencies.ts';
import type { Deliver } from '../service.ts';
import type { DeployedRule } from '../stack/deployed-stack.ts';
import type { EventEnvelope } from './event-envelope.ts';
import { eventMatcher } from './event-pattern.ts';

export interface EventBus {
  readonly emit: (event: EventEnvelope) => void;
  /** Delivers an event to the targets of one rule, regardless of its pattern. */
  readonly trigger: (rule: DeployedRule, event: EventEnvelope) => void;
}

export interface EventBusOptions {
  readonly rules: readonly DeployedRule[];
  readonly clock: WorldClock;
  readonly deliver: Deliver;
  /** Deliveries of each event to each target; EventBridge promises at least one. */
  readonly deliveries: number;
}

/** The default event bus: delivers an event to the targets of every enabled rule whose pattern matches. */
export const createEventBus = ({ rules, clock, deliver, deliveries }: EventBusOptions): EventBus => {
  const listening = rules
    .filter(({ enabled, pattern }) => enabled && pattern !== undefined)
    .map((rule) => ({ rule, matches: eventMatcher(rule.pattern) }));

  const trigger = (rule: DeployedRule, event: EventEnvelope): void => {
    for (const targetArn of rule.targetArns) {
      for (let delivery = 1; delivery <= deliveries; delivery += 1) {
        clock.after(delivery * LATENCIES.eventBusMs, () =>
          deliver({ targetArn, payload: event, principal: 'events.amazonaws.com', sourceArn: rule.arn }),
        );
      }
    }
  };

  return {
    trigger,
    emit: (event) => {
      for (const { rule, matches } of listening) if (matches(event)) trigger(rule, event);
    },
  };
};
