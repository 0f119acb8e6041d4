import { shortText } from '#shared/domain/model/short-text.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { AnswerInvalid } from './failures.ts';

/**
 * Each function checks a value of an AWS answer and throws {@link AnswerInvalid}, naming `what`, when it is impossible. The types of
 * the SDK promise no more than that AWS usually keeps to them.
 */

export const text = (value: string | undefined, what: string): string => {
  const found = optionalText(value, what);
  if (found) return found;
  throw new AnswerInvalid(`${what} is missing`);
};

/** Accepts a text of any length, of which the domain gets the beginning, and none. */
export const optionalText = (value: string | null | undefined, what: string): string | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return shortText(value);
  throw new AnswerInvalid(`${what} is ${typeof value === 'object' ? 'an' : 'a'} ${typeof value}, not a text`);
};

/** Accepts a list of objects, and none. */
export const objects = <T extends object>(value: readonly T[] | null | undefined, what: string): readonly T[] => {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null)) return value;
  throw new AnswerInvalid(`${what} is no list of objects`);
};

/** Accepts a whole number, 0 or more. */
export const count = (value: number | undefined, what: string): number => {
  if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
  throw new AnswerInvalid(`${what} is ${value}, not a count`);
};

/** Accepts a whole number of any sign. */
export const wholeNumber = (value: number | undefined, what: string): number => {
  if (value !== undefined && Number.isInteger(value)) return value;
  throw new AnswerInvalid(`${what} is ${value}, not a whole number`);
};

/** Accepts a finite number, 0 or more. */
export const measure = (value: number | undefined, what: string): number => {
  if (value !== undefined && Number.isFinite(value) && value >= 0) return value;
  throw new AnswerInvalid(`${what} is ${value}, not a measurement`);
};

export const instant = (value: Date | undefined, what: string): Instant => {
  const time = value instanceof Date ? value.getTime() : undefined;
  if (time !== undefined && Number.isFinite(time)) return time;
  throw new AnswerInvalid(`${what} is ${value}, not a time`);
};

export const oneOf = <const T extends string>(allowed: readonly T[], value: string | undefined, what: string): T => {
  const found = allowed.find((word) => word === value);
  if (found) return found;
  throw new AnswerInvalid(`${what} is ${value}, not one of ${allowed.join(', ')}`);
};
