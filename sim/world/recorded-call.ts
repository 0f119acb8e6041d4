import type { Instant } from '#shared/domain/model/time.ts';

/** A mutating call, or a refused attempt at one, as CloudTrail records it. */
export interface RecordedCall {
  readonly id: string;
  readonly at: Instant;
  /** LookupEvents returns the call from this moment on. */
  readonly visibleAt: Instant;
  readonly role: string;
  readonly operation: string;
  readonly input: unknown;
  readonly result: CallResult;
}

export type CallResult =
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'refused'; readonly name: string; readonly message: string };
