import type { JournalLink } from '#shared/adapters/stores/journal.ts';
import type { GateResult } from '#shared/domain/model/decision.ts';
import { REASONS, type Reason } from '#shared/domain/model/reasons.ts';
import type { TimelineLine } from './timeline-line.ts';

type Entry = JournalLink['entry'];

/** Renders an entry of the medic's journal as a line of the timeline. */
export const journalLine = ({ entry }: JournalLink): TimelineLine => ({
  at: entry.at,
  kind: entry.kind,
  text: textOf(entry),
});

const textOf = ({ kind, incident, detail }: Entry): string => {
  switch (kind) {
    case 'opened':
      return `incident ${incident}: ${detail.cause}${detail.subject ? ` (${detail.subject})` : ''}`;
    case 'decided':
      return `${planText(detail.plan)}\n  because ${reasonText(detail.reason)}\n  gates ${gatesText(detail.gates)}`;
    case 'acted':
      return `${outcomeText(detail.outcome)}: ${planText(detail.plan)}`;
    case 'alerted':
      return `${detail.alert}: ${detail.title}`;
    case 'closed':
      return `incident ${incident} ${detail.status}${detail.reason ? `: ${reasonText(detail.reason)}` : ''}`;
  }
};

const planText = (plan: unknown): string => {
  const { action, step, message } = (plan ?? {}) as Readonly<Record<'action' | 'step' | 'message', unknown>>;
  return `${action} / ${step}: ${message}`;
};

const reasonText = (reason: unknown): string => REASONS[reason as Reason] ?? String(reason);

const outcomeText = (outcome: unknown): string => {
  const { kind = '', reason, error = reason } = (outcome ?? {}) as Readonly<Record<string, string>>;
  return error === undefined ? kind : `${kind} (${error})`;
};

const gatesText = (gates: unknown): string =>
  ((gates ?? []) as readonly GateResult[])
    .map(({ gate, verdict }) => (verdict === 'pass' ? gate : `${gate} ${verdict}`))
    .join(', ');
