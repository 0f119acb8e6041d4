// Unit layer: every sample is what its schema takes, or of the kind that it is a sample of.
import { readdirSync, readFileSync } from 'node:fs';
import { EVENT_KINDS, toSignals } from '#events/kinds/catalogue.ts';
import { SAMPLE_KINDS, SAMPLE_SCHEMAS } from '#events/sample-schemas.ts';
import { CheckEvent } from '#events/schemas/check.ts';
import { InstantText } from '#events/schemas/instant-text.ts';
import { AssessRequest, StepRequest } from '#events/schemas/recovery-steps.ts';
import { RemediationRequest } from '#events/schemas/remediation-request.ts';

const FOLDER = new URL('../../../events/samples/', import.meta.url);
const sample = (file: string): unknown => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));

it('every sample is known by schema or kind, and every one of these has its sample', () => {
  const known = new Set([...Object.keys(SAMPLE_SCHEMAS), ...Object.keys(SAMPLE_KINDS)]);
  expect(readdirSync(FOLDER).sort()).toEqual([...known].sort());
});

it.each(Object.entries(SAMPLE_SCHEMAS))('%s is what its schema takes', (file, schema) => {
  expect(schema.safeParse(sample(file)).error).toBeUndefined();
});

it.each(Object.entries(SAMPLE_KINDS))('%s is recognised as %s', (file, kind) => {
  expect(toSignals(sample(file))).toMatchObject([{ kind }]);
});

it('there is a sample of every kind of event that is named', () => {
  const kinds = EVENT_KINDS.map(({ kind }) => kind).filter((kind) => kind !== 'other');
  expect([...new Set(Object.values(SAMPLE_KINDS))].sort()).toEqual(kinds.sort());
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
    const body = JSON.stringify({ services: ['registry'], trigger: 'schedule' });
    const Records = [body, 'not json', '{"services":[]}'].map((text, index) => ({
      messageId: `m${index}`,
      body: text,
    }));
    expect(CheckEvent.parse({ Records })).toEqual({
      Records: [
        { messageId: 'm0', body: { services: ['registry'], trigger: 'schedule' } },
        { messageId: 'm1', body: undefined },
        { messageId: 'm2', body: undefined },
      ],
    });
  });
});
