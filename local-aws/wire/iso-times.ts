import { convert, type LeafConversion, NUMBERS_AS_TEXT, toDate } from './convert.ts';
import { serviceModel } from './shapes.ts';

/**
 * Converts the times of a recorded answer, ISO strings or epoch seconds, to Dates as the SDK returns them, and `NaN` to
 * the number. An answer without a schema and a time that cannot be parsed stay unchanged.
 */
export const reviveTimes = (service: string, operation: string, recorded: unknown): unknown => {
  const model = serviceModel(service)?.operations.get(operation);
  if (!model) return recorded;
  return convert(model.output, recorded, fromRecord);
};

const fromRecord: LeafConversion = (kind, value) => {
  if (kind === 'timestamp') return toDate(value);
  return kind === 'number' && NUMBERS_AS_TEXT.has(value) ? Number(value) : value;
};
