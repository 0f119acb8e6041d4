/** A range of HTTP status codes, both ends included. */
type StatusRange = readonly [from: number, to: number];

/** Parses codes and ranges as the load balancer's matcher writes them: `200-399,401`. Answers undefined for any other text. */
export const parseStatusCodes = (text: string): readonly StatusRange[] | undefined => {
  const ranges = text.split(',').map(parseRange);
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
};

const parseRange = (text: string): StatusRange | undefined => {
  const [, first = '', last = first] = /^\s*([1-5]\d\d)(?:-([1-5]\d\d))?\s*$/.exec(text) ?? [];
  const isRange = first !== '' && Number(first) <= Number(last);
  return isRange ? [Number(first), Number(last)] : undefined;
};

/** True when the status code is among those that the text lists. An invalid text lists none. */
export const isStatusIn = (status: number, text: string): boolean =>
  (parseStatusCodes(text) ?? []).some(([from, to]) => from <= status && status <= to);
