import type { Writable } from 'node:stream';
import { EVENT_KINDS } from '#events/kinds/catalogue.ts';
import { DROP_REASONS, type DropReason } from '#shared/domain/signal/signal.ts';
import { paint, section } from './layout.ts';

/** What one signal would do. `reason` is what the check would give as its own, or why there would be none. */
export type SignalAnswer = {
  readonly signal: { readonly kind: string; readonly name: string; readonly at?: string };
  readonly services: readonly string[];
} & (
  | { readonly decision: 'queued'; readonly reason: string }
  | { readonly decision: 'dropped'; readonly reason: DropReason }
);

/** What each signal is, what is done with it and why. */
export const signalLines = (answers: readonly SignalAnswer[], stream: Writable): readonly string[] =>
  answers.flatMap((answer, index) => [...(index > 0 ? [''] : []), ...linesOf(answer, stream)]);

const linesOf = (answer: SignalAnswer, stream: Writable): readonly string[] => {
  const { signal } = answer;
  const kind = EVENT_KINDS.find((each) => each.kind === signal.kind);
  return [
    paint(stream, 'bold', signal.name),
    ...section('kind', [`${signal.kind}${kind ? ` (${kind.arrives.replaceAll('`', '')})` : ''}`]),
    ...section('leads to', kind ? [kind.leadsTo.replaceAll('`', '')] : []),
    ...section('at', signal.at === undefined ? [] : [signal.at]),
    ...section('decision', [decisionLine(answer, stream)]),
  ];
};

const decisionLine = (answer: SignalAnswer, stream: Writable): string =>
  answer.decision === 'queued'
    ? `${paint(stream, 'green', 'queued')}: ${answer.services.join(', ')} would be looked at now`
    : `${paint(stream, 'yellow', 'dropped')}: ${answer.reason}, ${DROP_REASONS[answer.reason]}`;
