// Unit layer: one evaluation of an alarm, against the tables that CloudWatch documents for missing data.
import { evaluateAlarm } from '#local-aws/cloudwatch/alarm-rule.ts';
import { COMPARISONS, type DeployedAlarm, MISSING_DATA_TREATMENTS } from '#local-aws/stack/deployed-stack.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { START } from '../builders.ts';
import { anAlarm } from './a-metric-alarm.ts';

/** The datapoints of `0 - X - X`: a good, a missing and a breaching one, one per minute, the newest last. */
const rangeOf = (drawn: string) => {
  const signs = drawn.split(' ');
  return signs.flatMap((sign, index) =>
    sign === '-' ? [] : [{ at: START - (signs.length - index) * MINUTE, value: sign === 'X' ? 10 : 0 }],
  );
};

const stateOf = (drawn: string, given: Partial<DeployedAlarm>) =>
  evaluateAlarm(anAlarm({ comparison: 'GreaterThanThreshold', ...given }), rangeOf(drawn), START).state;

const SHORT: Readonly<Record<string, string>> = { INSUFFICIENT_DATA: '?', unchanged: '=' };

/** The states for missing, ignore, breaching and notBreaching; `?` for insufficient data, `=` for an unchanged state. */
const statesOf = (drawn: string, [datapointsToAlarm, evaluationPeriods]: readonly [number, number]): string =>
  MISSING_DATA_TREATMENTS.map((treatMissingData) =>
    stateOf(drawn, { datapointsToAlarm, evaluationPeriods, treatMissingData }),
  )
    .map((state) => SHORT[state] ?? state)
    .join(' ');

it.each([
  { rule: [3, 3], drawn: '0 - X - X', states: 'OK OK OK OK' },
  { rule: [3, 3], drawn: '0 - - - -', states: 'OK OK OK OK' },
  { rule: [3, 3], drawn: '- - - - -', states: '? = ALARM OK' },
  { rule: [3, 3], drawn: '0 X X - X', states: 'ALARM ALARM ALARM ALARM' },
  { rule: [3, 3], drawn: '- - X - -', states: 'ALARM = ALARM OK' },
  { rule: [3, 3], drawn: '- - - X -', states: 'OK = ALARM OK' },
  { rule: [2, 3], drawn: '0 - X - X', states: 'ALARM ALARM ALARM ALARM' },
  { rule: [2, 3], drawn: '0 0 X 0 X', states: 'ALARM ALARM ALARM ALARM' },
  { rule: [2, 3], drawn: '0 0 X 0 0', states: 'OK OK OK OK' },
  { rule: [2, 3], drawn: '0 - X - -', states: 'OK OK ALARM OK' },
  { rule: [2, 3], drawn: '- - - - 0', states: 'OK OK ALARM OK' },
  { rule: [2, 3], drawn: '- - - X -', states: 'ALARM = ALARM OK' },
  { rule: [1, 1], drawn: '- - X', states: 'ALARM ALARM ALARM ALARM' },
  { rule: [1, 1], drawn: 'X X 0', states: 'OK OK OK OK' },
  { rule: [1, 1], drawn: 'X 0 -', states: 'OK OK OK OK' },
  { rule: [1, 1], drawn: '- - -', states: '? = ALARM OK' },
] as const)('an alarm on $rule.0 of $rule.1 datapoints with $drawn is $states', ({ rule, drawn, states }) => {
  expect(statesOf(drawn, rule)).toBe(states);
});

it.each([
  { comparison: COMPARISONS[0], values: [6] },
  { comparison: COMPARISONS[1], values: [5, 6] },
  { comparison: COMPARISONS[2], values: [4] },
  { comparison: COMPARISONS[3], values: [4, 5] },
])('a threshold of 5 compared by $comparison is breached by $values of 4, 5 and 6', ({ comparison, values }) => {
  const isBreached = (value: number): boolean =>
    evaluateAlarm(anAlarm({ comparison }), [{ at: START - MINUTE, value }], START).state === 'ALARM';
  expect([4, 5, 6].filter(isBreached)).toEqual(values);
});
