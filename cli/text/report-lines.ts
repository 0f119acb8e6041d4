import type { Writable } from 'node:stream';
import type { ReportDisplay } from './display-schemas.ts';
import { alignText, paint, section, wrap } from './layout.ts';

const COLOURS: Readonly<Record<string, 'green' | 'yellow' | 'red'>> = {
  healthy: 'green',
  degraded: 'yellow',
  critical: 'red',
};

/** Prints the health of one service: state, score, confidence, cause and findings. */
export const reportLines = (report: ReportDisplay, stream: Writable): readonly string[] => {
  const { service, score, confidence, state, cause, why, findings } = report;
  const painted = paint(stream, COLOURS[state] ?? 'gray', state);
  return [
    `${paint(stream, 'bold', service)}  ${painted}  score ${score.toFixed(0)} of 100, confidence ${confidence.toFixed(2)}`,
    ...section('cause', [cause]),
    ...section('why', wrap(why)),
    ...section('findings', findings.length === 0 ? ['none'] : findingLines(findings)),
  ];
};

const findingLines = (findings: ReportDisplay['findings']): readonly string[] =>
  alignText(findings.map(({ id, strength, message }) => [id, strength, message]));
