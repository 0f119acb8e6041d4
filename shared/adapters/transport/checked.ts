import type { Instant } from '#shared/domain/model/time.ts';
import { AnswerInvalid } from './failures.ts';

/**
 * Each function checks a value of an AWS answer and throws {@link AnswerInvalid}, naming `what`, when it is impossible.
 */

export const text = (value: string | undefined, what: string): string => {
  if (value) return value;
  throw new AnswerInvalid(`${what} is missing`);
};

/** Accepts a whole number, 0 or more. */
export const count = (value: number | undefined, what: string): number => {
  if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
  throw new AnswerInvalid(`${what} is ${value}, not a count`);
};

/** Accepts a finite number, 0 or more. */
export const measure = (value: number | undefined, what: string): number => {
  if (value !== undefined && Number.isFinite(value) && value >= 0) return value;
  throw new AnswerInvalid(`${what} is ${value}, not a measurement`);
};

export const instant = (value: Date | undefined, what: string): Instant => {
  const time = value?.getTime();
  if (time !== undefined && Number.isFinite(time)) return time;
  throw new AnswerInvalid(`${what} is ${value}, not a time`);
};

export const oneOf = <const T extends string>(allowed: readonly T[], value: string | undefined, what: string): T => {
  const found = allowed.find((word) => word === value);
  if (found) return found;
  throw new AnswerInvalid(`${what} is ${value}, not one of ${allowed.join(', ')}`);
};
