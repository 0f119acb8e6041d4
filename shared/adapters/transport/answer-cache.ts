import { isUnreadable, type Part } from '#shared/domain/model/part.ts';
import type { Instant } from '#shared/domain/model/time.ts';

export type Entry<T> = readonly [key: string, part: Part<T>];

interface Cached<T> {
  readonly part: Part<T>;
  readonly readAt: Instant;
}

/**
 * Reads parts by key and answers a key from memory for the given time. "Not configured" is an answer and is cached as
 * well. A failed read is not, so the next call repeats it.
 */
export const cachedParts = <T>(milliseconds: number) => {
  const cached = new Map<string, Cached<T>>();
  return async (
    keys: readonly string[],
    now: Instant,
    read: (unread: ReadonlySet<string>) => Promise<readonly Entry<T>[]>,
  ): Promise<ReadonlyMap<string, Part<T>>> => {
    for (const [key, { readAt }] of cached) if (now - readAt >= milliseconds) cached.delete(key);
    const known = keys.flatMap((key): readonly Entry<T>[] => {
      const answer = cached.get(key);
      return answer ? [[key, answer.part]] : [];
    });
    const answers = await read(new Set(keys).difference(cached));
    for (const [key, part] of answers) if (!isUnreadable(part)) cached.set(key, { part, readAt: now });
    return new Map([...known, ...answers]);
  };
};

/** Caches the answer to one question as {@link cachedParts} does. */
export const cachedPart = <T>(milliseconds: number, read: (now: Instant) => Promise<Part<T>>) => {
  let cached: Cached<T> | undefined;
  return async (now: Instant): Promise<Part<T>> => {
    if (cached && now - cached.readAt < milliseconds) return cached.part;
    const part = await read(now);
    cached = isUnreadable(part) ? undefined : { part, readAt: now };
    return part;
  };
};
