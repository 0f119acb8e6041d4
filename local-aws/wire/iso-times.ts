import { convert, toDate } from './convert.ts';
import { serviceModel } from './shapes.ts';

/**
 * A recorded answer as the SDK would have given it: every time of the operation's output, an ISO string or epoch
 * seconds in the recording, becomes a Date. An answer of a service or operation without a schema comes back unchanged,
 * and so does a time that cannot be read.
 */
export const reviveTimes = (service: string, operation: string, recorded: unknown): unknown => {
  const model = serviceModel(service)?.operations.get(operation);
  if (!model) return recorded;
  return convert(model.output, recorded, (kind, value) => (kind === 'timestamp' ? toDate(value) : value));
};
