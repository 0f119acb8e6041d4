import type { Signal } from '#shared/domain/signal/signal.ts';

/** What stands for something that nobody can read. */
export const unknownSignal = (kind = 'unknown'): Signal => ({
  kind,
  name: 'unrecognised',
  id: '',
  about: [],
  harmless: 'unknown-shape',
});
