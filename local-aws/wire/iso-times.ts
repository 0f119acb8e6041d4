import { convert, toDate } from './convert.ts';
import { serviceModel } from './shapes.ts';

/**
 * Converts the times of a recorded answer, ISO strings or epoch seconds, to Dates as the SDK returns them. An answer
 * without a schema and a time that cannot be parsed stay unchanged.
 */
export const reviveTimes = (service: string, operation: string, recorded: unknown): unknown => {
  const model = serviceModel(service)?.operations.get(operation);
  if (!model) return recorded;
  return convert(model.output, recorded, (kind, value) => (kind === 'timestamp' ? toDate(value) : value));
};
