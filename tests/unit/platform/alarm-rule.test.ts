// Unit layer: one evaluation of an alarm, against the tables that CloudWatch documents for missing data.
import { evaluateAlarm } from '#local-aws/cloudwatch/alarm-rule.ts';
import { COMPARISONS, type MissingDataTreatment } from '#local-aws/stack/deployed-stack.ts';
import { START } from './parts.ts';

const MINUTE = 60_000;

/** `0 - X - X`: a good, a missing and a breaching datapoint, one per minute, the newest last. */
const rangeOf = (drawn: string) => {
  const signs = drawn.split(' ');
  return signs.flatMap((sign, index) =>
    sign === '-' ? [] : [{ at: START - (signs.length - index) * MINUTE, value: sign === 'X' ? 10 : 0 }],
  );
};

const stateOf = (
  drawn: string,
  [datapointsToAlarm, evaluationPeriods]: readonly [number, number],
  treatMissingData: MissingDataTreatment,
) =>
  evaluateAlarm(
    {
      evaluationPeriods,
      datapointsToAlarm,
      threshold: 5,
      comparison: 'GreaterThanThreshold',
      treatMissingData,
      periodSeconds: 60,
    },
    rangeOf(drawn),
    START,
  ).state;

/** The states for missing, ignore, breaching and notBreaching, in this order; `=` for the state that it was in. */
const statesOf = (drawn: string, counts: readonly [number, number]): string =>
  (['missing', 'ignore', 'breaching', 'notBreaching'] as const)
    .map((treatment) => stateOf(drawn, counts, treatment))
    .map((state) => (state === 'INSUFFICIENT_DATA' ? '?' : state === 'unchanged' ? '=' : state))
    .join(' ');

describe('an alarm on three of three datapoints', () => {
  it.each([
    { drawn: '0 - X - X', states: 'OK OK OK OK' },
    { drawn: '0 - - - -', states: 'OK OK OK OK' },
    { drawn: '- - - - -', states: '? = ALARM OK' },
    { drawn: '0 X X - X', states: 'ALARM ALARM ALARM ALARM' },
    { drawn: '- - X - -', states: 'ALARM = ALARM OK' },
    { drawn: '- - - X -', states: 'OK = ALARM OK' },
  ])('that sees $drawn is $states', ({ drawn, states }) => {
    expect(statesOf(drawn, [3, 3])).toBe(states);
  });
});

describe('an alarm on two of three datapoints', () => {
  it.each([
    { drawn: '0 - X - X', states: 'ALARM ALARM ALARM ALARM' },
    { drawn: '0 0 X 0 X', states: 'ALARM ALARM ALARM ALARM' },
    { drawn: '0 0 X 0 0', states: 'OK OK OK OK' },
    { drawn: '0 - X - -', states: 'OK OK ALARM OK' },
    { drawn: '- - - - 0', states: 'OK OK ALARM OK' },
    { drawn: '- - - X -', states: 'ALARM = ALARM OK' },
  ])('that sees $drawn is $states', ({ drawn, states }) => {
    expect(statesOf(drawn, [2, 3])).toBe(states);
  });
});

describe('an alarm on one of one datapoint', () => {
  it.each([
    { drawn: '- - X', states: 'ALARM ALARM ALARM ALARM' },
    { drawn: 'X X 0', states: 'OK OK OK OK' },
    { drawn: 'X 0 -', states: 'OK OK OK OK' },
    { drawn: '- - -', states: '? = ALARM OK' },
  ])('that sees $drawn is $states', ({ drawn, states }) => {
    expect(statesOf(drawn, [1, 1])).toBe(states);
  });
});

describe('a threshold of 5', () => {
  const breachesAt = (comparison: (typeof COMPARISONS)[number]): readonly number[] =>
    [4, 5, 6].filter(
      (value) =>
        evaluateAlarm(
          {
            evaluationPeriods: 1,
            datapointsToAlarm: 1,
            threshold: 5,
            comparison,
            treatMissingData: 'missing',
            periodSeconds: 60,
          },
          [{ at: START - MINUTE, value }],
          START,
        ).state === 'ALARM',
    );

  it.each([
    { comparison: COMPARISONS[0], values: [6] },
    { comparison: COMPARISONS[1], values: [5, 6] },
    { comparison: COMPARISONS[2], values: [4] },
    { comparison: COMPARISONS[3], values: [4, 5] },
  ])('is breached by $values of 4, 5 and 6 when compared by $comparison', ({ comparison, values }) => {
    expect(breachesAt(comparison)).toEqual(values);
  });
});
