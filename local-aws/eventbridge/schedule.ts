import { DAY, HOUR, MINUTE } from '#shared/domain/model/time.ts';

const UNITS_MS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };

/**
 * Returns the period of a schedule expression such as `rate(5 minutes)`. Throws for any other kind of expression.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const schedulePeriodMs = (expression: string): number => {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const periodMs = Number(count) * (UNITS_MS[unit] ?? Number.NaN);
  if (periodMs > 0) return periodMs;
  throw new Error(`the schedule ${expression} is not supported; write it as rate(5 minutes)`);
};
