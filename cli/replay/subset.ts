import { isObject, toDate } from '#local-aws/wire/convert.ts';

/** Whether all that `part` says holds of `whole`: equal values, some of the members, some of a list in any order. Times compare as times. */
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
