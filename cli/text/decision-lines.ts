import type { Writable } from 'node:stream';
import { REASONS } from '#shared/domain/model/reasons.ts';
import type { DecisionDisplay, GatesDisplay } from './display-schemas.ts';
import { alignText, paint, section, wrap } from './layout.ts';

/** Prints a decision with its plan and reason, the action proposed where none is taken, and the verdict of every gate. */
export const decisionLines = (decision: DecisionDisplay, gates: GatesDisplay, stream: Writable): readonly string[] => {
  const { kind, plan, would, reason, recheckAfterSeconds } = decision;
  return [
    ...section('decision', [`${paint(stream, 'bold', kind)}${plan ? `: ${plan.action} ${plan.target}` : ''}`]),
    ...section('plan', plan ? wrap(plan.message) : []),
    ...section('reason', wrap(describeReason(reason))),
    ...section('recheck', recheckAfterSeconds === undefined ? [] : [`in ${recheckAfterSeconds} s`]),
    ...section('proposed', would ? [`${would.action} ${would.target}`, ...wrap(would.message)] : []),
    ...section('gates', gateLines(gates, stream)),
  ];
};

/** Looks up the text of a reason; a reason that this version does not know is printed as it is. */
const describeReason = (reason: string): string =>
  Object.hasOwn(REASONS, reason) ? REASONS[reason as keyof typeof REASONS] : reason;

const gateLines = (gates: GatesDisplay, stream: Writable): readonly string[] =>
  alignText(
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
