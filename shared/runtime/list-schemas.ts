import { z } from 'zod';

/** The option runs a check despite other faults, so that all are reported together. Such a check must accept any value. */
export const ALWAYS = { when: () => true };

export const wholeNumber = (least: number, most: number) => z.int().min(least).max(most);

/** Refuses a list in which two entries have the same values of these keys. */
export function distinct(...keys: readonly [string, ...string[]]) {
  return z.superRefine<unknown[]>((value, context) => {
    const seen = new Set<string>();
    records(value).forEach((entry, index) => {
      const identity = keys.map((key) => entry[key]);
      if (identity.includes(undefined)) return;
      const text = identity.join('/');
      if (seen.has(text)) {
        context.addIssue({
          code: 'custom',
          message: `${keys.join(' and ')} "${text}" is used twice`,
          path: [index, keys[0]],
        });
      }
      seen.add(text);
    });
  }, ALWAYS);
}

/** Answers the entries of a list of maps. An entry that is no map becomes an empty one, so that the indexes stay the same. */
export function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((entry) => (entry !== null && typeof entry === 'object' ? entry : {})) : [];
}
