// Unit layer: a timeline line, and an error, as the terminal shows them.
import { PassThrough } from 'node:stream';
import { oneLine } from '#sim/report/one-line.ts';
import { timelineText } from '#sim/report/timeline-text.ts';

const AT = Date.parse('2026-11-23T10:05:06Z');
const WITHOUT_COLOURS = new PassThrough();

describe('a timeline line', () => {
  it.each([
    { text: 'one\ntwo', shown: `one\n${' '.repeat(21)}two` },
    { text: 'task 0123456789abcdef0123456789abcdef hangs', shown: 'task 01234567 hangs' },
    { text: 'arn:aws:ecs:us-east-1:123456789012:task-definition/registry:41', shown: 'registry:41' },
    { text: 'arn:aws:ecs:us-east-1:123456789012:service/ml/registry', shown: 'ml/registry' },
    { text: '0123456789abcdef0123456789abcde', shown: '0123456789abcdef0123456789abcde' },
  ])('shows time, kind and text, with $text as $shown', ({ text, shown }) => {
    expect(timelineText({ at: AT, kind: 'acted', text }, WITHOUT_COLOURS)).toBe(`10:05:06  acted      ${shown}`);
  });
});

describe('an error in one line', () => {
  it.each([
    { error: new TypeError('no such thing'), line: 'no such thing' },
    { error: 'a thrown text', line: 'a thrown text' },
  ])('is $line', ({ error, line }) => {
    expect(oneLine(error)).toBe(line);
  });
});
