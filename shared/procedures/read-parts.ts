import { permissionIn } from '#shared/domain/aws-messages/access-denied.ts';
import { type Missing, missing, observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { ByService } from '#shared/ports/observing.ts';

/** What was answered for one service; an answer that left it out is as good as none. */
export const partFor = <T>(parts: ByService<T>, service: string): Part<T> => parts.get(service) ?? leftOut(service);

export const leftOut = (what: string): Missing => missing('unavailable', `the answer left out ${what}`);

/** Makes a failed read a missing part, so that it spoils nothing else. */
export const attempt = async <T>(now: Instant, read: () => Promise<T>): Promise<Part<T>> => {
  try {
    return observed(now, await read());
  } catch (error) {
    return because(error);
  }
};

/** For readers that answer failures as parts: one that throws all the same costs only what it was to answer. */
export const readAll = async <T>(
  policies: readonly ServicePolicy[],
  read: (policies: readonly ServicePolicy[]) => Promise<ByService<T>>,
): Promise<ByService<T>> => {
  if (policies.length === 0) return new Map();
  try {
    return await read(policies);
  } catch (error) {
    return new Map(policies.map(({ name }) => [name, because(error)]));
  }
};

/** Reads service by service, side by side. */
export const forEach = async <T>(
  policies: readonly ServicePolicy[],
  read: (policy: ServicePolicy) => Promise<T>,
): Promise<ReadonlyMap<string, T>> =>
  new Map(await Promise.all(policies.map(async (policy): Promise<[string, T]> => [policy.name, await read(policy)])));

/** Stores refuse nothing but what is broken or denied, so the words of the error are all there is to say. */
export const because = (error: unknown): Missing => {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const permission = permissionIn(detail);
  return permission === undefined
    ? missing('unavailable', detail)
    : { ...missing('access-denied', detail), permission };
};
