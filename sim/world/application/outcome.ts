/** The answer to one request to a task. */
export type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly latencyMs: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'refused' };

/** One possible end of a request, with the share of requests that end so and their median latency. */
export interface Outcome {
  readonly share: number;
  readonly answer: Answer;
  /** Result for the shared breaker; absent on requests that do not pass through it. */
  readonly breaker?: 'passed' | 'failed';
  readonly log?: RequestLog;
}

/** The process's log entry for a request. */
export type RequestLog =
  | { readonly kind: 'served' | 'failed' | 'timed-out' }
  | { readonly kind: 'unreachable'; readonly dependency: string }
  | { readonly kind: 'breaker-open'; readonly breaker: string };
