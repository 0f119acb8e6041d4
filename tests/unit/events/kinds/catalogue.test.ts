// Unit layer: events that are not watched or not recognised, and the page that documents the catalogue.
import { readFileSync } from 'node:fs';
import { EVENT_KINDS } from '#events/kinds/catalogue.ts';
import { DROP_REASONS } from '#shared/domain/signal/signal.ts';
import { changed, sampleOf, signalIn, verdictOn } from '../a-sample.ts';

it.each([
  'alarm-configuration-change',
  'container-instance',
  'scheduled-event',
  'instance-launch-unsuccessful',
  'spot-instance-warning',
])('an event as in the sample %s is not watched', (sample) => {
  expect(verdictOn(sampleOf(sample))).toBe('not-watched');
});

it('an event of an unknown kind is not watched, under its own name', () => {
  const event = { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: {} };
  expect(signalIn(event)).toMatchObject({ kind: 'other', name: event['detail-type'], harmless: 'not-watched' });
});

it('an event of a known kind from another source is not watched', () => {
  expect(verdictOn({ ...sampleOf('task-state-change'), source: 'my.tests' })).toBe('not-watched');
});

it.each([
  { what: 'nothing', event: undefined },
  { what: 'null', event: null },
  { what: 'a number', event: 7 },
  { what: 'a list', event: [] },
  { what: 'an empty object', event: {} },
  { what: 'an empty list of records', event: { Records: [] } },
  { what: 'an alarm without its detail', event: { ...sampleOf('alarm-state-change'), detail: undefined } },
  { what: 'an alarm without a name', event: changed('alarm-state-change', { alarmName: '' }) },
  { what: 'a task without its ARN', event: changed('task-state-change', { taskArn: undefined }) },
  { what: 'a service action about nothing', event: { ...sampleOf('service-action'), resources: [] } },
  { what: 'an execution without a name', event: changed('recovery-failed', { name: undefined }) },
])('an event that is $what has an unknown shape, without an error', ({ event }) => {
  expect(verdictOn(event)).toBe('unknown-shape');
});

it('no two kinds of events have one name', () => {
  expect(new Set(EVENT_KINDS.map(({ kind }) => kind)).size).toBe(EVENT_KINDS.length);
});

const page = readFileSync(new URL('../../../../docs/signals.md', import.meta.url), 'utf8');

it.each([
  {
    heading: 'Every kind of event',
    rows: EVENT_KINDS.map(({ kind, arrives, leadsTo }) => `| \`${kind}\` | ${arrives} | ${leadsTo} |`),
  },
  {
    heading: 'Why a signal is dropped',
    rows: Object.entries(DROP_REASONS).map(([reason, text]) => `| \`${reason}\` | ${text} |`),
  },
])('docs/signals.md has the rows of the catalogue under "$heading" and no others', ({ heading, rows }) => {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  expect(own.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
});
