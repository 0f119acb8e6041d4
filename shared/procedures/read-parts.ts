import { permissionIn } from '#shared/domain/aws-messages/access-denied.ts';
import { describeError } from '#shared/domain/model/error-text.ts';
import { type Missing, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { ByService } from '#shared/ports/observing.ts';

/** Answers the part of one service; an answer that left the service out counts as missing. */
export const partFor = <T>(parts: ByService<T>, service: string): Part<T> => parts.get(service) ?? notReturned(service);

export const notReturned = (what: string): Missing => missing('unavailable', `the answer left out ${what}`);

/** Turns a failed read into a missing part. */
export const tryRead = async <T>(now: Instant, read: () => Promise<T>): Promise<Part<T>> => {
  try {
    return observed(now, await read());
  } catch (error) {
    return missingFrom(error);
  }
};

/** Reads all services in one call. Readers answer failures as parts; a reader that throws makes only its own parts missing. */
export const readAll = async <T>(
  policies: readonly ServicePolicy[],
  read: (policies: readonly ServicePolicy[]) => Promise<ByService<T>>,
): Promise<ByService<T>> => {
  if (policies.length === 0) return new Map();
  try {
    return await read(policies);
  } catch (error) {
    return new Map(policies.map(({ name }) => [name, missingFrom(error)]));
  }
};

/** Reads each service on its own, in parallel. */
export const readPerService = async <T>(
  policies: readonly ServicePolicy[],
  read: (policy: ServicePolicy) => Promise<T>,
): Promise<ReadonlyMap<string, T>> =>
  new Map(await Promise.all(policies.map(async (policy): Promise<[string, T]> => [policy.name, await read(policy)])));

/** Answers a missing part with the error's name and message, and the permission that a denial names. */
export const missingFrom = (error: unknown): Missing => {
  const detail = describeError(error);
  const permission = permissionIn(detail);
  return permission === undefined
    ? missing('unavailable', detail)
    : { ...missing('access-denied', detail), permission };
};
