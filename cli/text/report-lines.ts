import type { Writable } from 'node:stream';
import { alignColumns, paint, section } from './layout.ts';
import type { ReportShown } from './shown.ts';

const COLOURS: Readonly<Record<string, 'green' | 'yellow' | 'red'>> = {
  healthy: 'green',
  degraded: 'yellow',
  critical: 'red',
};

/** One service's health: how well, how sure, which cause, why, and what was found. */
export const reportLines = (report: ReportShown, stream: Writable): readonly string[] => {
  const { service, score, confidence, state, cause, why, findings } = report;
  const known = paint(stream, COLOURS[state] ?? 'gray', state);
  return [
    `${paint(stream, 'bold', service)}  ${known}  score ${score.toFixed(0)} of 100, confidence ${confidence.toFixed(2)}`,
    ...section('cause', [cause]),
    ...section('why', [why]),
    ...section('findings', findings.length === 0 ? ['none'] : findingLines(findings)),
  ];
};

const findingLines = (findings: ReportShown['findings']): readonly string[] =>
  alignColumns(findings.map(({ id, strength, message }) => [id, strength, message]));
