import type { Signal } from '#shared/domain/signal/signal.ts';
import { NOW } from './constants.ts';

/** A signal of this instant about a task of the service. */
export const aSignal = (given: Partial<Signal> = {}): Signal => ({
  kind: 'task',
  name: 'task:1',
  id: 'task:1',
  at: NOW,
  about: [{ kind: 'service', cluster: 'ml-platform', name: 'mlflow-registry' }],
  ...given,
});
