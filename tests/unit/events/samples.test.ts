// Unit layer: every sample is what its schema takes, and AWS's oddities do not get in the way.
import { readdirSync, readFileSync } from 'node:fs';
import { SAMPLE_SCHEMAS } from '#events/sample-schemas.ts';
import { CheckEvent } from '#events/schemas/check.ts';
import { InboundEvent } from '#events/schemas/inbound-event.ts';
import { InstantText } from '#events/schemas/instant-text.ts';
import { AssessRequest, StepRequest } from '#events/schemas/recovery-steps.ts';
import { RemediationRequest } from '#events/schemas/remediation-request.ts';

const FOLDER = new URL('../../../events/samples/', import.meta.url);
const sample = (file: string): unknown => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));

it('every sample has a schema, and every schema a sample', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(SAMPLE_SCHEMAS).sort());
});

it.each(Object.entries(SAMPLE_SCHEMAS))('%s is what its schema takes', (file, schema) => {
  expect(schema.safeParse(sample(file)).error).toBeUndefined();
});

describe('a signal from AWS', () => {
  it.each([
    'alarm-state-change.json',
    'alarm-action.json',
    'sns-notification.json',
    'task-state-change.json',
    'service-action.json',
    'deployment-state-change.json',
  ])('%s is recognised among all that may arrive', (file) => {
    expect(InboundEvent.parse(sample(file))).not.toHaveProperty('unrecognised');
  });

  it.each([
    { what: 'nothing', event: undefined },
    { what: 'a number', event: 7 },
    { what: 'an empty list of records', event: { Records: [] } },
    {
      what: 'an alarm event without its detail',
      event: { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
    },
    {
      what: 'an alarm whose time is none',
      event: {
        source: 'aws.cloudwatch',
        alarmArn: 'a',
        alarmData: { alarmName: 'a', state: { value: 'ALARM', timestamp: 'date' } },
      },
    },
  ])('that is $what is unrecognised, not a crash', ({ event }) => {
    expect(InboundEvent.parse(event)).toEqual({ unrecognised: true });
  });

  it('of a kind that nobody watches keeps its kind', () => {
    expect(InboundEvent.parse({ source: 'aws.health', 'detail-type': 'AWS Health Event', detail: {} })).toEqual({
      source: 'aws.health',
      'detail-type': 'AWS Health Event',
    });
  });

  it('through SNS that is no alarm leaves the others of the delivery alone', () => {
    const [record] = (sample('sns-notification.json') as { Records: unknown[] }).Records;
    const parsed = InboundEvent.parse({ Records: [{ Sns: { Message: 'Hello' } }, record, { Sns: { Message: '{}' } }] });
    expect(parsed).toMatchObject({
      Records: [{ Sns: {} }, { Sns: { Message: { NewStateValue: 'ALARM' } } }, { Sns: {} }],
    });
  });
});

describe('a time', () => {
  it.each(['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000+0000', '2026-11-23T11:00:00+01:00'])(
    '%s is understood',
    (text) => {
      expect(InstantText.parse(text)).toBe(Date.UTC(2026, 10, 23, 10));
    },
  );
});

describe('our own messages', () => {
  it.each([
    { what: 'a check of nothing', schema: CheckEvent, message: { services: [] } },
    { what: 'a check of a nameless service', schema: CheckEvent, message: { services: [''] } },
    { what: 'an unknown key', schema: AssessRequest, message: { service: 'registry', incident: 'i', extra: 1 } },
    {
      what: 'a step that does not count from one',
      schema: StepRequest,
      message: { service: 'registry', incident: 'i', attempt: 1, step: 0, epoch: 1 },
    },
    {
      what: 'a remediation without a reason',
      schema: RemediationRequest,
      message: { service: 'registry', reason: ' ' },
    },
    {
      what: 'a remediation by an unknown action',
      schema: RemediationRequest,
      message: { service: 'registry', reason: 'r', action: 'reboot' },
    },
  ])('$what is refused', ({ schema, message }) => {
    expect(schema.safeParse(message).success).toBe(false);
  });

  it('a delivery keeps the checks that can be read beside those that cannot', () => {
    const body = JSON.stringify({ services: ['registry'], because: 'schedule' });
    const Records = [body, 'not json', '{"services":[]}'].map((text, index) => ({
      messageId: `m${index}`,
      body: text,
    }));
    expect(CheckEvent.parse({ Records })).toEqual({
      Records: [
        { messageId: 'm0', body: { services: ['registry'], because: 'schedule' } },
        { messageId: 'm1', body: undefined },
        { messageId: 'm2', body: undefined },
      ],
    });
  });
});
