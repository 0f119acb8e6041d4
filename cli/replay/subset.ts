import { isObject, toDate } from '#local-aws/wire/convert.ts';

/** True if `whole` contains `part`: equal values, a subset of the members, a subset of a list in any order. Times compare as instants. */
export const isSubset = (part: unknown, whole: unknown): boolean => {
  if (whole instanceof Date) return Number(toDate(part)) === whole.getTime();
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item) => whole.some((other) => isSubset(item, other)));
  }
  if (isObject(part)) {
    return isObject(whole) && Object.entries(part).every(([name, member]) => isSubset(member, whole[name]));
  }
  return part === whole;
};
