import type { Observation } from '../model/observation.ts';
import { LONGEST_TEXT, shortText } from '../model/short-text.ts';

/** Cuts every text of the observation, whoever read it. The stored reports quote texts that were cut when they were made. */
export const withShortTexts = ({ previous, ...parts }: Observation): Observation => ({ ...cut(parts), previous });

const cut = <T>(value: T): T => (isLong(value) ? (cutAny(value) as T) : value);

/** Most observations hold no long text, and are not copied. */
const isLong = (value: unknown): boolean => {
  if (typeof value === 'string') return value.length > LONGEST_TEXT;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isLong);
};

const cutAny = (value: unknown): unknown => {
  if (typeof value === 'string') return shortText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cutAny);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cutAny(item)]));
};
