import type { Call, CallResult, JsonObject } from './calls.ts';

/** An entry of a case's `answers`. */
export type Answer = Pick<Call, 'service' | 'operation'> & CallResult & { readonly input?: JsonObject };

/** The pagination tokens of the AWS APIs, in requests and in answers. */
const PAGE_TOKENS: ReadonlySet<string> = new Set(['nextToken', 'NextToken', 'Marker', 'NextMarker']);

/**
 * Merges the pages of each request into one call. A request made twice counts once, with its first answer. The queries of one log group
 * count as pages: the reader judges every line again, and another release of ecs-medic may ask with other filter patterns.
 */
export const mergePages = (calls: readonly Call[]): readonly Call[] =>
  groups(calls, ({ service, operation, input }) => JSON.stringify([service, operation, withoutParts(input)])).map(
    (sameRequest) => merge(groups(sameRequest, ({ input }) => partIn(input)).flatMap(([first]) => first ?? [])),
  );

/** Keeps only the input fields that distinguish calls of the same operation, most specific first. */
export const toAnswers = (calls: readonly Call[]): readonly Answer[] =>
  groups(calls, ({ service, operation }) => `${service} ${operation}`).flatMap((sameOperation) => {
    const inputs = sameOperation.map(({ input }) => input);
    return sameOperation
      .map((call) => ({ ...call, input: distinguishing(call.input, inputs) }))
      .sort((a, b) => countLeaves(b.input) - countLeaves(a.input))
      .map(toAnswer);
  });

/** Makes an entry that answers only requests with the whole input of this call. */
export const toAnswer = ({ service, operation, input, result }: Call): Answer => ({
  service,
  operation,
  ...(Object.keys(input).length > 0 && { input }),
  ...result,
});

const groups = <T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] => [
  ...Map.groupBy(items, keyOf).values(),
];

const withoutPageTokens = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !PAGE_TOKENS.has(name)));

const withoutParts = ({ filterPattern: _, ...input }: JsonObject): JsonObject => withoutPageTokens(input);

/** Names the part of the answer that a request asks for. */
const partIn = ({ filterPattern, ...input }: JsonObject): string =>
  JSON.stringify([filterPattern, Object.entries(input).find(([name]) => PAGE_TOKENS.has(name))?.[1]]);

const merge = (pages: readonly Call[]): Call => {
  const [first] = pages;
  if (first === undefined) throw new RangeError('a request has no page');
  const result = pages.map((page) => resultWithoutToken(page.result)).reduce(mergeResults);
  return { ...first, input: withoutParts(first.input), result: withDistinctEvents(result) };
};

/** A log line may match several filter patterns. */
const withDistinctEvents = (result: CallResult): CallResult => {
  if ('error' in result || !Array.isArray(result.output.events)) return result;
  const events = new Map(result.output.events.map((event: JsonObject) => [event.eventId ?? event, event]));
  return { output: { ...result.output, events: [...events.values()] } };
};

const resultWithoutToken = (result: CallResult): CallResult =>
  'error' in result ? result : { output: withoutPageTokens(result.output) };

/** A list with a failed page is incomplete, so the error replaces it. */
const mergeResults = (before: CallResult, page: CallResult): CallResult => {
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

const countLeaves = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, member) => sum + countLeaves(member), 0)
    : 1;
