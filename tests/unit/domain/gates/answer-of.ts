import type { Gate, Situation } from '#shared/domain/gates/gate.ts';
import { situation } from '#tests/builders/given.ts';

export type State = NonNullable<Parameters<typeof situation>[0]>;

/** `pass`, or the reason that the gate gives. */
export const answerOf = (gate: Gate, state: State | Situation = {}): string => {
  const result = gate('observation' in state ? state : situation(state));
  return result.verdict === 'pass' ? 'pass' : result.reason;
};
