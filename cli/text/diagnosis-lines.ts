import type { DiagnosisDisplay, PartsDisplay } from './display-schemas.ts';
import { alignColumns, alignText, section } from './layout.ts';

/** Prints each part of the score: its value, sample size, score, weight, and how much it lowers the total. */
export const partLines = (parts: PartsDisplay): readonly string[] =>
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

/**
 * Prints the evidence for the cause, what it leaves unexplained, the other candidates, the causes ruled out, and whether a restart can
 * help. The report has the messages.
 */
export const diagnosisLines = (diagnosis: DiagnosisDisplay): readonly string[] => {
  const { cause, confirmed, restartHelps, evidence, unexplained, candidates, rivals, ruledOut } = diagnosis;
  const others = candidates.filter((candidate) => candidate.cause !== cause);
  if (cause === 'none') return section('ruled out', ['all causes (reasons: --json)']);
  return [
    ...section('evidence', [
      ...evidence.map(({ id, subject, seen }) => [id, subject, timesSeen(seen)].filter(Boolean).join(', ')),
      ...(confirmed ? [] : ['not confirmed: soft evidence must be seen by a second check']),
    ]),
    ...section(
      'unexplained',
      unexplained.map(({ id, message }) => `${id}: ${message}`),
    ),
    ...section(
      'candidates',
      others.map((candidate) => [candidate.cause, candidate.subject].filter(Boolean).join(', ')),
    ),
    ...section(
      'rivals',
      alignText(rivals.map((rival) => [rival.cause, `would be ruled out if ${rival.ruledOutBy.join(', or ')}`])),
    ),
    ...section('ruled out', alignText(ruledOut.map(({ cause: other, why }) => [other, why]))),
    ...section('restart', [restartHelps ? 'can help' : 'does not help']),
  ];
};

const timesSeen = (seen: number): string => (seen === 1 ? 'seen once' : `seen in ${seen} consecutive checks`);

/** Rounds to four significant digits: values range from ratios to milliseconds. */
const round = (value: number | undefined): string => (value === undefined ? '-' : String(Number(value.toPrecision(4))));
