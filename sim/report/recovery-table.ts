import { SECOND } from '#shared/domain/model/time.ts';
import type { FaultOutcome } from '../scenario/outcome.ts';
import { faultLabel } from './outcomes-table.ts';
import { percentile } from './percentile.ts';
import { table } from './table.ts';

const HEAD = [
  'fault',
  'injected',
  'recovered p50',
  'p99',
  'max',
  'verified p50',
  'actions',
  'alerts',
  'requests failed p50',
] as const;

/** Renders one row per kind of fault, in order of names, with its number, times, actions and alerts. */
export const recoveryTable = (outcomes: readonly FaultOutcome[]): string =>
  table([
    HEAD,
    ...[...Map.groupBy(outcomes, faultLabel)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([label, ofKind]) => recoveryRow(label, ofKind)),
  ]);

const recoveryRow = (label: string, outcomes: readonly FaultOutcome[]): readonly string[] => {
  const recovered = outcomes.flatMap((outcome) => recoverySeconds(outcome) ?? []);
  const verified = outcomes.flatMap((outcome) => verificationSeconds(outcome) ?? []);
  const requestsFailed = outcomes.map((outcome) => outcome.requestsFailed);
  return [
    label,
    String(outcomes.length),
    ...[50, 99, 100].map((percent) => secondsText(percentile(recovered, percent))),
    secondsText(percentile(verified, 50)),
    tally(outcomes.flatMap(({ actions }) => actions)),
    tally(outcomes.flatMap(({ alerts }) => alerts.map(({ kind }) => kind))),
    String(percentile(requestsFailed, 50)),
  ];
};

/** Computes the time from the onset until users were served again; undefined without an onset or a recovery. */
export const recoverySeconds = ({ onsetAt, recoveredAt }: FaultOutcome): number | undefined =>
  onsetAt === undefined || recoveredAt === undefined ? undefined : (recoveredAt - onsetAt) / SECOND;

const verificationSeconds = ({ onsetAt, verifiedAt }: FaultOutcome): number | undefined =>
  onsetAt === undefined || verifiedAt === undefined ? undefined : Math.max(0, (verifiedAt - onsetAt) / SECOND);

const secondsText = (seconds: number): string => (Number.isNaN(seconds) ? '-' : `${seconds.toFixed(0)} s`);

/** Counts equal names: `2 resolved, 1 escalated`. */
const tally = (names: readonly string[]): string =>
  [...Map.groupBy(names, (name) => name)].map(([name, all]) => `${all.length} ${name}`).join(', ') || 'none';
