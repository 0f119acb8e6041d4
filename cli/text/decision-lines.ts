import type { Writable } from 'node:stream';
import { REASONS } from '#shared/domain/model/reasons.ts';
import { alignColumns, paint, section } from './layout.ts';
import type { DecisionShown, GatesShown } from './shown.ts';

/** What was decided and why, what it would be otherwise, and the verdict of every gate that was asked. */
export const decisionLines = (decision: DecisionShown, gates: GatesShown, stream: Writable): readonly string[] => {
  const { kind, plan, would, reason, recheckAfterSeconds } = decision;
  return [
    ...section('decision', [
      `${paint(stream, 'bold', kind)}: ${plan ? `${plan.action} ${plan.target}` : textOf(reason)}`,
      ...(plan ? [plan.message, `because ${textOf(reason)}`] : []),
      ...(recheckAfterSeconds === undefined ? [] : [`look again in ${recheckAfterSeconds} s`]),
    ]),
    ...section('would', would ? [`${would.action} ${would.target}: ${would.message}`] : []),
    ...section('gates', gateLines(gates, stream)),
  ];
};

/** The catalogue's words; a reason that this version does not know stands for itself. */
const textOf = (reason: string): string =>
  Object.hasOwn(REASONS, reason) ? REASONS[reason as keyof typeof REASONS] : reason;

const gateLines = (gates: GatesShown, stream: Writable): readonly string[] =>
  alignColumns(
    gates.map(({ gate, verdict, reason, numbers }) => [
      gate,
      paint(stream, verdict === 'pass' ? 'green' : 'yellow', verdict),
      [
        ...(reason === undefined ? [] : [reason]),
        ...Object.entries(numbers).map(([name, value]) => `${name} ${round(value)}`),
      ].join(', '),
    ]),
  );

const round = (value: number): string => String(Math.round(value * 100) / 100);
