import type { Instant } from '#shared/domain/model/time.ts';

/** A call that changed something, or was to, as CloudTrail remembers it. */
export interface RecordedCall {
  readonly id: string;
  readonly at: Instant;
  /** From then on it can be looked up. */
  readonly visibleAt: Instant;
  readonly role: string;
  readonly operation: string;
  readonly input: unknown;
  readonly result: CallResult;
}

export type CallResult =
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'refused'; readonly name: string; readonly message: string };
