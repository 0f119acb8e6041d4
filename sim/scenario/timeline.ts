import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { journalLine } from './journal-line.ts';
import type { MedicRecord } from './medic-view.ts';
import type { TimelineLine } from './timeline-line.ts';

/** Lists the lines that a change of the medic's records adds to the timeline. */
export const linesFor = (before: MedicRecord, after: MedicRecord): readonly TimelineLine[] => [
  ...reportLines(before.report, after.report),
  ...verificationLines(before.incident, after.incident, after.report?.at ?? 0),
  ...after.journal.slice(before.journal.length).map(journalLine),
];

const keysOf = (report: HealthReport | undefined): readonly string[] =>
  (report?.findings ?? []).map(({ id, subject = '' }) => `${id} ${subject}`);

const reportLines = (before: HealthReport | undefined, after: HealthReport | undefined): readonly TimelineLine[] => {
  if (after === undefined || after.at === before?.at) return [];
  const known = keysOf(before);
  const keys = keysOf(after);
  const newFindings = after.findings.filter((_, index) => !known.includes(keys[index] ?? ''));
  const hasCleared = known.length > 0 && keys.length === 0;
  if (newFindings.length === 0 && !hasCleared) return [];
  const head = `score ${Math.floor(after.score)} ${after.state}, confidence ${after.confidence.toFixed(2)}`;
  return [
    { at: after.at, kind: 'observed', text: hasCleared ? `${head}: no findings left` : head },
    ...newFindings.map(({ message }) => ({ at: after.at, kind: 'observed' as const, text: `  ${message}` })),
  ];
};

const verificationLines = (
  before: Incident | undefined,
  after: Incident | undefined,
  at: Instant,
): readonly TimelineLine[] => {
  if (after === undefined || before?.id !== after.id) return [];
  const verified = (text: string): TimelineLine => ({ at, kind: 'verified', text });
  const ended = after.attempts.filter(
    ({ verdict }, index) => verdict !== 'pending' && before.attempts[index]?.verdict === 'pending',
  );
  return [
    ...ended.map(({ action, verdict, number }) =>
      verified(`attempt ${number}, ${action}: ${verdict.replaceAll('-', ' ')}`),
    ),
    ...(after.healthyObservations > before.healthyObservations
      ? [verified(`healthy observation ${after.healthyObservations} of 3`)]
      : []),
  ];
};
