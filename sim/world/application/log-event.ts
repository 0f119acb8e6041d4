import type { Instant } from '#shared/domain/model/time.ts';

/** One log line of a task's process, as CloudWatch Logs stores it. */
export interface LogEvent {
  /** Sequence number of the line within its service. */
  readonly number: number;
  readonly at: Instant;
  readonly stream: string;
  readonly message: string;
}
