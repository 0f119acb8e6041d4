import type { Instant } from '#shared/domain/model/time.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { FaultOutcome } from '../scenario/outcome.ts';
import { percentile } from './percentile.ts';
import { table } from './table.ts';

/** One row per fault that was played. */
export const outcomesTable = (outcomes: readonly FaultOutcome[]): string =>
  table([
    [
      'fault',
      'detected after',
      'cause named',
      'action',
      'recovered after',
      'proven after',
      'requests failed',
      'alerts',
    ],
    ...outcomes.map((outcome) => [
      nameOf(outcome),
      since(outcome, outcome.detectedAt),
      outcome.causes.join(', ') || 'none',
      outcome.actions.join(', ') || 'none',
      since(outcome, outcome.curedAt),
      since(outcome, outcome.verifiedAt),
      `${outcome.requestsFailed} of ${outcome.requestsTotal}`,
      outcome.alerts.map(({ kind }) => kind).join(', ') || 'none',
    ]),
  ]);

const nameOf = ({ fault, details }: FaultOutcome): string => {
  const variant = details.variant;
  return variant === undefined ? fault : `${fault} (${variant})`;
};

const since = ({ onsetAt }: FaultOutcome, at: Instant | undefined): string =>
  at === undefined || onsetAt === undefined ? '-' : `${Math.max(0, (at - onsetAt) / SECOND).toFixed(0)} s`;

/** Seconds from the onset until users were well again; undefined for what never had an onset or a cure. */
export const recoverySeconds = ({ onsetAt, curedAt }: FaultOutcome): number | undefined =>
  onsetAt === undefined || curedAt === undefined ? undefined : (curedAt - onsetAt) / SECOND;

/** One row per kind of fault: how often, how fast, what was done. */
export const recoveryTable = (outcomes: readonly FaultOutcome[]): string => {
  const kinds = Map.groupBy(outcomes, nameOf);
  return table([
    ['fault', 'played', 'recovered p50', 'p99', 'max', 'proven p50', 'actions', 'alerts', 'requests failed p50'],
    ...[...kinds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, played]) => {
        const times = played.flatMap((outcome) => recoverySeconds(outcome) ?? []);
        const proven = played.flatMap(({ verifiedAt, onsetAt }) =>
          verifiedAt === undefined || onsetAt === undefined ? [] : Math.max(0, (verifiedAt - onsetAt) / SECOND),
        );
        return [
          name,
          String(played.length),
          ...[50, 99, 100].map((percent) => seconds(percentile(times, percent))),
          seconds(percentile(proven, 50)),
          pluralize(played.flatMap(({ actions }) => actions)),
          pluralize(played.flatMap(({ alerts }) => alerts.map(({ kind }) => kind))),
          String(
            percentile(
              played.map(({ requestsFailed }) => requestsFailed),
              50,
            ),
          ),
        ];
      }),
  ]);
};

const seconds = (value: number): string => (Number.isNaN(value) ? '-' : `${value.toFixed(0)} s`);

const pluralize = (names: readonly string[]): string =>
  [...Map.groupBy(names, (name) => name)].map(([name, all]) => `${all.length} ${name}`).join(', ') || 'none';
