import type { Signal } from '#shared/domain/signal/signal.ts';

/** The signal for an event that cannot be parsed. */
export const unknownSignal = (kind = 'unknown'): Signal => ({
  kind,
  name: 'unrecognised',
  id: '',
  about: [],
  harmless: 'unknown-shape',
});
