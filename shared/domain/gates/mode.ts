import { type Gate, pass, refuse } from './gate.ts';

/** In mode `observe` nothing is ever done; `approve` is asked for at the last gate. */
export const actsInThisMode: Gate = ({ policy }) =>
  policy.mode === 'observe' ? refuse('mode', 'observe-only') : pass('mode');
