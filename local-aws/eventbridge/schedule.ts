import { DAY, HOUR, type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { Timer, WorldClock } from '../clock/clock.ts';

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** The longest that a cron expression may need to come round again: from one leap day to the next but one. */
const HORIZON = 8 * 366 * DAY;

/**
 * Runs `run` as an EventBridge schedule would, in UTC: `rate(5 minutes)`, counted from now, or `cron(0 12 * * ? *)`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const onSchedule = (clock: WorldClock, expression: string, run: () => void): Timer => {
  const [, kind, argument = ''] = /^(rate|cron)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return clock.every(ratePeriodMs(argument), run);
  if (kind === 'cron') return repeat(clock, cronSchedule(argument), run);
  throw new Error(`schedule ${expression} is neither rate(...) nor cron(...)`);
};

const ratePeriodMs = (rate: string): number => {
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(rate) ?? [];
  const periodMs = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!(periodMs > 0)) throw new Error(`rate(${rate}) is not like rate(5 minutes)`);
  return periodMs;
};

const repeat = (clock: WorldClock, nextAfter: (instant: Instant) => Instant, run: () => void): Timer => {
  const plan = (): Timer =>
    clock.at(nextAfter(clock.now()), () => {
      timer = plan();
      run();
    });
  let timer = plan();
  return { cancel: () => timer.cancel() };
};

/** The next instant after a given one that the six fields of a cron expression name. */
export const cronSchedule = (fields: string): ((instant: Instant) => Instant) => {
  const [minutes, hours, days, months, weekdays, years, ...rest] = fields.trim().split(/\s+/);
  if (years === undefined || rest.length > 0) throw new Error(`cron(${fields}) needs six fields`);
  const matchers = {
    minute: cronField(minutes, 0, 59),
    hour: cronField(hours, 0, 23),
    day: cronField(days, 1, 31),
    month: cronField(months, 1, 12, MONTHS),
    weekday: cronField(weekdays, 1, 7, WEEKDAYS),
    year: cronField(years, 1970, 2199),
  };
  const isOnDay = (date: Date): boolean =>
    matchers.year(date.getUTCFullYear()) &&
    matchers.month(date.getUTCMonth() + 1) &&
    matchers.day(date.getUTCDate()) &&
    matchers.weekday(date.getUTCDay() + 1);

  return (instant) => {
    let candidate = (Math.floor(instant / MINUTE) + 1) * MINUTE;
    while (candidate < instant + HORIZON) {
      const date = new Date(candidate);
      if (!isOnDay(date)) candidate = (Math.floor(candidate / DAY) + 1) * DAY;
      else if (!matchers.hour(date.getUTCHours())) candidate = (Math.floor(candidate / HOUR) + 1) * HOUR;
      else if (!matchers.minute(date.getUTCMinutes())) candidate += MINUTE;
      else return candidate;
    }
    throw new Error(`cron(${fields}) never comes round`);
  };
};

/** `*`, `?`, `5`, `1-5`, `0/15`, `MON-FRI` and lists of these. `L`, `W` and `#` are not played. */
const cronField = (field = '', lowest: number, highest: number, names: readonly string[] = []) => {
  const numberOf = (text: string): number => {
    const index = names.indexOf(text.toUpperCase());
    const value = index >= 0 ? index + lowest : Number(text);
    if (!Number.isInteger(value) || value < lowest || value > highest) {
      throw new Error(`cron field ${field} is not played: ${text} is not a number from ${lowest} to ${highest}`);
    }
    return value;
  };
  const stepOf = (text: string): number => {
    if (/^[1-9]\d*$/.test(text)) return Number(text);
    throw new Error(`cron field ${field} is not played: ${text} is not a step`);
  };
  const ranges = field.split(',').map((part) => {
    const [span = '', interval] = part.split('/');
    const [first = '', last] = span.split('-');
    const step = stepOf(interval ?? '1');
    if (first === '*' || first === '?') return { from: lowest, to: highest, step };
    const from = numberOf(first);
    if (last !== undefined) return { from, to: numberOf(last), step };
    return { from, to: interval === undefined ? from : highest, step };
  });
  return (value: number): boolean =>
    ranges.some(({ from, to, step }) => value >= from && value <= to && (value - from) % step === 0);
};
