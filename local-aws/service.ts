import type { WorldClock } from './clock/clock.ts';
import type { Ids } from './clock/ids.ts';
import type { EventContents } from './eventbridge/event-envelope.ts';
import type { Operations } from './operation.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';

/** One emulated AWS service. */
export interface Service {
  /** The service's name in the AWS CLI: `sqs`, `stepfunctions`. */
  readonly name: string;
  readonly operations: Operations[string];
  /** Accepts what another service delivers to one of this service's resources. */
  readonly accept?: (delivery: Delivery) => void;
  /** Starts schedules, pollers and evaluations. Throws when a role lacks a permission or a resource is not deployed. */
  readonly start?: () => void;
}

/** A payload on its way from one resource to another. */
export interface Delivery {
  readonly targetArn: string;
  readonly payload: unknown;
  /** The AWS service that delivers. Resource policies check it together with `sourceArn`. */
  readonly principal: string;
  /** The resource on whose behalf it delivers: a rule, a topic, an alarm. */
  readonly sourceArn: string;
}

export type Deliver = (delivery: Delivery) => void;

/** Everything that a service is built from. */
export interface ServiceContext {
  readonly stack: DeployedStack;
  readonly clock: WorldClock;
  readonly ids: Ids;
  readonly deliver: Deliver;
  /** Puts an event on the default event bus. */
  readonly emit: (contents: EventContents) => void;
  /** Throws AccessDeniedException when the role does not allow the call. */
  readonly authorize: (role: string, service: string, operation: string, input: unknown) => void;
  /** Deliveries of each event; EventBridge promises at least one. */
  readonly deliveries: number;
}
