import { permissionIn } from '#shared/domain/aws-messages/access-denied.ts';
import { firstLine, nameAndMessageOf } from '#shared/domain/model/error-text.ts';
import { type Missing, type MissingReason, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { Instant } from '#shared/domain/model/time.ts';

/** AWS answered with a value that cannot be true, or incompletely. */
export class AnswerInvalid extends Error {
  override readonly name = 'AnswerInvalid';
}

/** AWS answered without the requested resource. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/**
 * The patterns match error names as AWS spells them: https://docs.aws.amazon.com/general/latest/gr/api-retries.html and
 * each API's page.
 */
const REASONS: readonly (readonly [RegExp, MissingReason])[] = [
  [/AccessDenied|Unauthori[sz]ed|NotAuthorized|Forbidden/, 'access-denied'],
  [/Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded|SlowDown/, 'throttled'],
  [/NotFound|NoSuch/, 'not-found'],
  // A value of a type that the SDK does not promise ends in a TypeError where a reader uses it.
  [/^(?:AnswerInvalid|TypeError)$/, 'invalid'],
];

const DETAIL_LENGTH = 200;

/** Converts a failed call into a missing part with a one-line detail, and the permission if the denial names one. */
export const missingFrom = (error: unknown): Missing => {
  const { name, message } = nameAndMessageOf(error);
  const line = firstLine(message);
  const permission = permissionIn(line);
  return {
    ...missing(reasonFor(name, statusOf(error)), `${name}: ${line}`.slice(0, DETAIL_LENGTH)),
    ...(permission !== undefined && { permission }),
  };
};

/** Observes the answer of `read` at the given instant. A `read` that throws makes the part missing. */
export const partOf = async <T>(at: Instant, read: () => T | Promise<T>): Promise<Part<T>> => {
  try {
    return observed(at, await read());
  } catch (error) {
    return missingFrom(error);
  }
};

/** Converts the value of an observed part. A conversion that throws makes the part missing. */
export const convert = <T, R>(part: Part<T>, to: (value: T) => R): Part<R> => {
  if (part.state !== 'observed') return part;
  try {
    return observed(part.at, to(part.value));
  } catch (error) {
    return missingFrom(error);
  }
};

const TOO_MANY_REQUESTS = 429;

const reasonFor = (name: string, status: number | undefined): MissingReason => {
  const known = REASONS.find(([pattern]) => pattern.test(name));
  if (known) return known[1];
  return status === TOO_MANY_REQUESTS ? 'throttled' : 'unavailable';
};

const statusOf = (error: unknown): number | undefined =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
