import { alignColumns, section } from './layout.ts';
import type { DiagnosisShown, PartsShown } from './shown.ts';

/** What each part of the score was measured as, on how much, and what it cost. */
export const partLines = (parts: PartsShown): readonly string[] =>
  section(
    'parts',
    alignColumns([
      ['', '', 'value', 'samples', 'score', 'weight', 'loss', 'cap'],
      ...parts.map(({ id, mode, value, sampleSize, score, weight, loss, cap }) => [
        id,
        mode,
        ...[value, sampleSize, score, weight].map(round),
        loss.toFixed(1),
        cap < 100 ? round(cap) : '-',
      ]),
    ]),
  );

/** What speaks for the cause, what does not, and whether a restart could help. The findings' own words stand in the report. */
export const diagnosisLines = (diagnosis: DiagnosisShown): readonly string[] => {
  const { cause, confirmed, restartHelps, evidence, ruledOut } = diagnosis;
  return [
    ...section('for it', [
      ...evidence.map(({ id, subject, seen }) => [id, subject, looks(seen)].filter(Boolean).join(', ')),
      ...(confirmed ? [] : ['not confirmed: soft evidence has to be seen again']),
    ]),
    ...section(
      'ruled out',
      cause === 'none'
        ? ['every cause; --json says why']
        : alignColumns(ruledOut.map(({ cause: other, why }) => [other, why])),
    ),
    ...section('restart', cause === 'none' ? [] : [restartHelps ? 'could help' : 'would not help']),
  ];
};

const looks = (seen: number): string => `seen in ${seen} ${seen === 1 ? 'look' : 'looks in a row'}`;

/** Four digits that count, for values run from shares of one to milliseconds. */
const round = (value: number | undefined): string => (value === undefined ? '-' : String(Number(value.toPrecision(4))));
