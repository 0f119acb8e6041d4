import type { WorldClock } from '../clock/clock.ts';
import { LATENCIES } from '../clock/latencies.ts';
import type { DeployedRule, RuleTarget } from '../stack/deployed-stack.ts';
import type { EventEnvelope } from './event-envelope.ts';
import { matchesPattern } from './event-pattern.ts';

/** Hands something to the resource that an ARN names, on behalf of another: a rule, a topic, an alarm, a function. */
export type Deliver = (delivery: Delivery) => void;

export interface Delivery {
  readonly targetArn: string;
  readonly payload: unknown;
  /** The AWS service that delivers, and the resource on whose behalf; what a resource policy is asked about. */
  readonly principal: string;
  readonly sourceArn: string;
}

export interface EventBus {
  readonly emit: (event: EventEnvelope) => void;
  /** Gives an event to the targets of one rule, whatever its pattern. */
  readonly trigger: (rule: DeployedRule, event: EventEnvelope) => void;
}

export interface EventBusOptions {
  readonly rules: readonly DeployedRule[];
  readonly clock: WorldClock;
  readonly deliver: Deliver;
  /** How often each event reaches each target; EventBridge promises at least once. */
  readonly deliveries: number;
}

/** The default event bus: every enabled rule whose pattern matches passes the event on to its targets. */
export const createEventBus = ({ rules, clock, deliver, deliveries }: EventBusOptions): EventBus => {
  const listening = rules.filter((rule) => rule.enabled && rule.pattern !== undefined);

  const passOn = (rule: DeployedRule, target: RuleTarget, event: EventEnvelope): void => {
    const payload = target.input ?? event;
    for (let delivery = 1; delivery <= deliveries; delivery += 1) {
      clock.after(delivery * LATENCIES.eventBusMs, () =>
        deliver({ targetArn: target.arn, payload, principal: 'events.amazonaws.com', sourceArn: rule.arn }),
      );
    }
  };
  const trigger = (rule: DeployedRule, event: EventEnvelope): void => {
    for (const target of rule.targets) passOn(rule, target, event);
  };

  return {
    trigger,
    emit: (event) => {
      for (const rule of listening) if (matchesPattern(rule.pattern, event)) trigger(rule, event);
    },
  };
};
