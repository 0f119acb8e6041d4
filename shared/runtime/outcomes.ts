import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger, metrics } from './observability.ts';

/** An outcome names the result of a function with its reason; it becomes one log line and one metric value. */
export interface Outcome {
  readonly kind: string;
  readonly reason?: string;
  /** The outcome concerns this service. */
  readonly service?: string;
  /** The values become metrics of that service: `{ HealthScore: 83 }`. */
  readonly measures?: Readonly<Record<string, number>>;
}

/**
 * Splits the output of a function into its answer and its outcomes. An output with a `kind` is its own outcome. An output with
 * `outcomes` has them for the log only; they are removed from the answer if it has other fields.
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

/** Logs and counts one outcome: metric `Outcome` by function and kind, and its measures by service. */
export const recordOutcome = (functionName: string, outcome: Outcome): void => {
  logger.info(outcome.reason ? `${outcome.kind}: ${outcome.reason}` : outcome.kind, { outcome });
  count('Outcome', { function: functionName, kind: outcome.kind });
  const { service, measures = {} } = outcome;
  if (service === undefined) return;
  for (const [name, value] of Object.entries(measures))
    emit({ name, unit: MetricUnit.NoUnit, value, dimensions: { checkedService: service } });
};

/** Adds 1 to a metric. */
export const count = (name: string, dimensions: Dimensions): void =>
  emit({ name, unit: MetricUnit.Count, value: 1, dimensions });

type Dimensions = Readonly<Record<string, string>>;

interface Measurement {
  readonly name: string;
  readonly unit: (typeof MetricUnit)[keyof typeof MetricUnit];
  readonly value: number;
  readonly dimensions: Dimensions;
}

/** Emits a single metric with its own dimensions; dimensions set on the shared instance would apply to every other metric. */
const emit = ({ name, unit, value, dimensions }: Measurement): void => {
  const single = metrics.singleMetric();
  for (const [key, text] of Object.entries(dimensions)) single.addDimension(key, text);
  single.addMetric(name, unit, value);
};
