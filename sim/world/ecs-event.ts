import type { EventEnvelope } from '#local-aws/eventbridge/event-envelope.ts';

/** An event of Amazon ECS, as EventBridge delivers it. */
export interface EcsEvent extends EventEnvelope {
  readonly detail: Readonly<Record<string, unknown>>;
}
