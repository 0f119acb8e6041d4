import { styleText } from 'node:util';
import { type Instant, toIso } from '#shared/domain/model/time.ts';
import type { TimelineLine } from '../scenario/timeline.ts';

/** A line of the story as a terminal shows it: time of day, kind, text; ids cut to what tells them apart. */
export const timelineText = (
  { at, kind, text }: TimelineLine,
  stream: NodeJS.WritableStream = process.stdout,
): string => {
  const [first = '', ...more] = shortened(text).split('\n');
  const head = `${timeOfDay(at)}  ${styleText(COLOURS[kind], kind.padEnd(8), { stream })}  ${first}`;
  return [head, ...more.map((line) => `${' '.repeat(20)}${line}`)].join('\n');
};

const COLOURS = {
  fault: 'red',
  saw: 'yellow',
  opened: 'magenta',
  decided: 'cyan',
  did: 'blue',
  verified: 'green',
  alerted: 'magenta',
  closed: 'green',
  cured: 'green',
} as const satisfies Record<TimelineLine['kind'], string>;

export const timeOfDay = (at: Instant): string => toIso(at).slice(11, 19);

/** Task ids to eight characters, ARNs to their last part. */
const shortened = (text: string): string =>
  text.replace(/arn:aws:[\w-]+:[\w-]*:\d*:[\w-]+\/([\w/:-]+)/g, '$1').replace(/\b([0-9a-f]{8})[0-9a-f]{24}\b/g, '$1');
