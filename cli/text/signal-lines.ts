import type { Writable } from 'node:stream';
import { EVENT_KINDS } from '#events/kinds/catalogue.ts';
import { DROP_REASONS, type DropReason } from '#shared/domain/signal/signal.ts';
import { joinBlocks, paint, section, wrap } from './layout.ts';

/** Describes how one signal would be handled. `reason` is the trigger of the queued check, or why the signal is dropped. */
export type SignalAnswer = {
  readonly signal: { readonly kind: string; readonly name: string; readonly at?: string };
  readonly services: readonly string[];
} & (
  | { readonly decision: 'queued'; readonly reason: string }
  | { readonly decision: 'dropped'; readonly reason: DropReason }
);

/** Prints each signal with its kind, and how it would be handled. */
export const signalLines = (answers: readonly SignalAnswer[], stream: Writable): readonly string[] =>
  joinBlocks(answers.map((answer) => linesOf(answer, stream)));

const linesOf = (answer: SignalAnswer, stream: Writable): readonly string[] => {
  const { signal } = answer;
  const kind = EVENT_KINDS.find((each) => each.kind === signal.kind);
  return [
    paint(stream, 'bold', signal.name),
    ...section('kind', [`${signal.kind}${kind ? ` (${kind.arrives.replaceAll('`', '')})` : ''}`]),
    ...section('leads to', kind ? wrap(kind.leadsTo.replaceAll('`', '')) : []),
    ...section('at', signal.at === undefined ? [] : [signal.at]),
    ...section('decision', wrap(decisionLine(answer, stream))),
  ];
};

const decisionLine = (answer: SignalAnswer, stream: Writable): string =>
  answer.decision === 'queued'
    ? `${paint(stream, 'green', 'queued')}: a check of ${answer.services.join(', ')}`
    : `${paint(stream, 'yellow', 'dropped')}: ${answer.reason}, ${DROP_REASONS[answer.reason]}`;
