import type { Call, CallResult, JsonObject } from './calls.ts';

/** What was asked once, all its pages in one. */
export type Asked = Call;

/** An entry of a case's `answers`. */
export type Answer = Pick<Call, 'service' | 'operation'> & CallResult & { readonly input?: JsonObject };

/** What leads to the next page, in requests and answers alike. */
const PAGE_MARKS: ReadonlySet<string> = new Set(['nextToken', 'NextToken', 'Marker', 'NextMarker']);

/** The pages of each question put together; what was asked twice stands once, as it was answered first. */
export const joinPages = (calls: readonly Call[]): readonly Asked[] =>
  groups(calls, ({ service, operation, input }) => JSON.stringify([service, operation, withoutMarks(input)])).map(
    (sameQuestion) => join(groups(sameQuestion, ({ input }) => markOf(input)).flatMap(([first]) => first ?? [])),
  );

/** Entries for a case. Of the inputs stands only what tells one question from another; narrower entries come first. */
export const toAnswers = (asked: readonly Asked[]): readonly Answer[] =>
  groups(asked, ({ service, operation }) => `${service} ${operation}`).flatMap((ofOneOperation) => {
    const inputs = ofOneOperation.map(({ input }) => input);
    return ofOneOperation
      .map((each) => ({ ...each, input: distinguishing(each.input, inputs) }))
      .sort((a, b) => leavesIn(b.input) - leavesIn(a.input))
      .map(toAnswer);
  });

/** An entry that answers just this question. */
export const toAnswer = ({ service, operation, input, result }: Asked): Answer => ({
  service,
  operation,
  ...(Object.keys(input).length > 0 && { input }),
  ...result,
});

const groups = <T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] => [
  ...Map.groupBy(items, keyOf).values(),
];

const withoutMarks = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !PAGE_MARKS.has(name)));

const markOf = (input: JsonObject): string =>
  String(Object.entries(input).find(([name]) => PAGE_MARKS.has(name))?.[1] ?? '');

const join = (pages: readonly Call[]): Asked => {
  const [first] = pages;
  if (first === undefined) throw new RangeError('a question without a page');
  const result = pages.map((page) => unmarked(page.result)).reduce(joinResults);
  return { ...first, input: withoutMarks(first.input), result };
};

const unmarked = (result: CallResult): CallResult =>
  'error' in result ? result : { output: withoutMarks(result.output) };

/** A list of which one page failed is not the whole list. */
const joinResults = (before: CallResult, page: CallResult): CallResult => {
  if ('error' in before) return before;
  if ('error' in page) return page;
  const lists = Object.entries(page.output).map(([name, value]) => {
    const earlier = before.output[name];
    return [name, Array.isArray(earlier) && Array.isArray(value) ? [...earlier, ...value] : value] as const;
  });
  return { output: { ...before.output, ...Object.fromEntries(lists) } };
};

const distinguishing = (input: JsonObject, inputs: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(
    Object.entries(input).filter(([name, value]) =>
      inputs.some((other) => JSON.stringify(other[name]) !== JSON.stringify(value)),
    ),
  );

const leavesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, member) => sum + leavesIn(member), 0)
    : 1;
