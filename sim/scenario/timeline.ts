import type { JournalLink } from '#shared/adapters/stores/journal.ts';
import type { GateResult } from '#shared/domain/model/decision.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import { REASONS, type Reason } from '#shared/domain/model/reasons.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { MedicRecord } from './medic-view.ts';

/** One line of the story. */
export interface TimelineLine {
  readonly at: Instant;
  readonly kind: 'fault' | 'saw' | 'opened' | 'decided' | 'did' | 'verified' | 'alerted' | 'closed' | 'cured';
  readonly text: string;
}

/** What a change of the medic's record means, in the words of the record itself. */
export const linesFor = (before: MedicRecord, after: MedicRecord): readonly TimelineLine[] => [
  ...seen(before.report, after.report),
  ...verified(before.incident, after.incident, after.report?.at ?? 0),
  ...after.journal.slice(before.journal.length).map(journalLine),
];

const seen = (before: HealthReport | undefined, after: HealthReport | undefined): readonly TimelineLine[] => {
  if (after === undefined || after.at === before?.at) return [];
  const keys = (report: HealthReport | undefined) =>
    (report?.findings ?? []).map(({ id, subject = '' }) => `${id} ${subject}`);
  const known = keys(before);
  const news = after.findings.filter((_, index) => !known.includes(keys(after)[index] ?? ''));
  const isOver = known.length > 0 && after.findings.length === 0;
  if (news.length === 0 && !isOver) return [];
  const head = `score ${Math.floor(after.score)} ${after.state}, confidence ${after.confidence.toFixed(2)}`;
  return [
    { at: after.at, kind: 'saw', text: isOver ? `${head}: nothing is wrong any more` : head },
    ...news.map(({ message }) => line(after.at, 'saw', `  ${message}`)),
  ];
};

const line = (at: Instant, kind: TimelineLine['kind'], text: string): TimelineLine => ({ at, kind, text });

const journalLine = ({ entry: { at, kind, incident, detail } }: JournalLink): TimelineLine => {
  switch (kind) {
    case 'opened':
      return line(at, 'opened', `incident ${incident}: ${detail.cause}${detail.subject ? ` (${detail.subject})` : ''}`);
    case 'decided':
      return line(
        at,
        'decided',
        `${wordsOf(detail.plan)}\n  because ${reasonOf(detail.reason)}\n  gates ${gatesIn(detail.gates)}`,
      );
    case 'acted':
      return line(at, 'did', `${outcomeOf(detail.outcome)}: ${wordsOf(detail.plan)}`);
    case 'alerted':
      return line(at, 'alerted', `${detail.alert}: ${detail.title}`);
    case 'closed':
      return line(
        at,
        'closed',
        `incident ${incident} ${detail.status}${detail.reason ? `: ${reasonOf(detail.reason)}` : ''}`,
      );
  }
};

const wordsOf = (plan: unknown): string => {
  const { action, step, message } = (plan ?? {}) as {
    readonly action?: string;
    readonly step?: string;
    readonly message?: string;
  };
  return `${action} / ${step}: ${message}`;
};

const reasonOf = (reason: unknown): string => REASONS[reason as Reason] ?? String(reason);

const outcomeOf = (outcome: unknown): string => {
  const {
    kind = '',
    reason,
    error = reason,
  } = (outcome ?? {}) as {
    readonly kind?: string;
    readonly reason?: string;
    readonly error?: string;
  };
  return error === undefined ? kind : `${kind} (${error})`;
};

const gatesIn = (gates: unknown): string =>
  ((gates ?? []) as readonly GateResult[])
    .map(({ gate, verdict }) => (verdict === 'pass' ? gate : `${gate} ${verdict}`))
    .join(', ');

const verified = (before: Incident | undefined, after: Incident | undefined, at: Instant): readonly TimelineLine[] => {
  if (after === undefined || before?.id !== after.id) return [];
  const ended = after.attempts.filter(
    ({ verdict }, index) => verdict !== 'pending' && before.attempts[index]?.verdict === 'pending',
  );
  const isBetter = after.healthyObservations > before.healthyObservations;
  return [
    ...ended.map(({ action, verdict, number }) =>
      line(at, 'verified', `attempt ${number}, ${action}: ${verdict.replaceAll('-', ' ')}`),
    ),
    ...(isBetter ? [line(at, 'verified', `good observation ${after.healthyObservations} of 3`)] : []),
  ];
};
