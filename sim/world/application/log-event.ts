import type { Instant } from '#shared/domain/model/time.ts';

/** One line that a task's process has written, as CloudWatch Logs keeps it. */
export interface LogEvent {
  /** Counts the lines of the service. */
  readonly number: number;
  readonly at: Instant;
  readonly stream: string;
  readonly message: string;
}
