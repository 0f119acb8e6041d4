/** Answers the first and the last item of a list; undefined for an empty list. */
export const endsOf = <T>(items: readonly T[]): readonly [first: T, last: T] | undefined => {
  const [first] = items;
  const last = items.at(-1);
  return first === undefined || last === undefined ? undefined : [first, last];
};
