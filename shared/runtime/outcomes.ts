import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger, metrics } from './observability.ts';

/** What a function did, in one word, with why: one line in the log and one count. */
export interface Outcome {
  readonly kind: string;
  readonly reason?: string;
  /** The service it was about. */
  readonly service?: string;
  /** Figures of that service to keep as metrics: `{ HealthScore: 83 }`. */
  readonly measures?: Readonly<Record<string, number>>;
}

/**
 * What a function's answer says about what it did. An answer with a `kind` is its own outcome; one about several things
 * lists `outcomes`, which are for the log: they go no further where there is anything else to answer.
 */
export const splitOutcomes = (output: unknown): { readonly answer: unknown; readonly outcomes: readonly Outcome[] } => {
  if (typeof output !== 'object' || output === null) return { answer: output, outcomes: [] };
  if ('outcomes' in output && Array.isArray(output.outcomes)) {
    const { outcomes, ...answer } = output;
    return { answer: Object.keys(answer).length > 0 ? answer : output, outcomes: outcomes.filter(isOutcome) };
  }
  return { answer: output, outcomes: isOutcome(output) ? [output] : [] };
};

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';

/** Logs and counts one outcome: metric `Outcome` by function and kind, and its measures by the service they are of. */
export const recordOutcome = (functionName: string, outcome: Outcome): void => {
  logger.info(outcome.reason ? `${outcome.kind}: ${outcome.reason}` : outcome.kind, { outcome });
  count('Outcome', { function: functionName, kind: outcome.kind });
  const { service, measures = {} } = outcome;
  if (service === undefined) return;
  for (const [name, value] of Object.entries(measures))
    emit({ name, unit: MetricUnit.NoUnit, value, dimensions: { checkedService: service } });
};

/** Counts one of something. */
export const count = (name: string, dimensions: Dimensions): void =>
  emit({ name, unit: MetricUnit.Count, value: 1, dimensions });

type Dimensions = Readonly<Record<string, string>>;

interface Measurement {
  readonly name: string;
  readonly unit: (typeof MetricUnit)[keyof typeof MetricUnit];
  readonly value: number;
  readonly dimensions: Dimensions;
}

/** A single metric has dimensions of its own; those set on the shared instance would cling to every other metric. */
const emit = ({ name, unit, value, dimensions }: Measurement): void => {
  const single = metrics.singleMetric();
  for (const [key, text] of Object.entries(dimensions)) single.addDimension(key, text);
  single.addMetric(name, unit, value);
};
