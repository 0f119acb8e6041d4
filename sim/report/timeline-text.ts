import { styleText } from 'node:util';
import { type Instant, toIso } from '#shared/domain/model/time.ts';
import type { TimelineLine } from '../scenario/timeline-line.ts';

const COLOURS = {
  fault: 'red',
  observed: 'yellow',
  opened: 'magenta',
  decided: 'cyan',
  acted: 'blue',
  verified: 'green',
  alerted: 'magenta',
  closed: 'green',
  recovered: 'green',
} as const satisfies Record<TimelineLine['kind'], string>;

const KIND_WIDTH = Math.max(...Object.keys(COLOURS).map((kind) => kind.length));
const INDENT = ' '.repeat('00:00:00'.length + 2 + KIND_WIDTH + 2);

/** Renders a line of the timeline for a terminal: time of day, kind and text, with shortened ids. */
export const timelineText = (
  { at, kind, text }: TimelineLine,
  stream: NodeJS.WritableStream = process.stdout,
): string => {
  const [first = '', ...more] = shortened(text).split('\n');
  const head = `${timeOfDay(at)}  ${styleText(COLOURS[kind], kind.padEnd(KIND_WIDTH), { stream })}  ${first}`;
  return [head, ...more.map((line) => `${INDENT}${line}`)].join('\n');
};

const timeOfDay = (at: Instant): string => toIso(at).slice(11, 19);

/** Shortens task ids to eight characters and ARNs to their resource names. */
const shortened = (text: string): string =>
  text.replace(/arn:aws:[\w-]+:[\w-]*:\d*:[\w-]+\/([\w/:-]+)/g, '$1').replace(/\b([0-9a-f]{8})[0-9a-f]{24}\b/g, '$1');
