import { type Gate, pass, refuse } from './gate.ts';

/** Refuses every action in mode `observe`; the last gate handles mode `approve`. */
export const actsInThisMode: Gate = ({ policy }) =>
  policy.mode === 'observe' ? refuse('mode', 'observe-only') : pass('mode');
