// Unit layer: what the schemas of times and of the medic's own messages accept and refuse.
import { CheckEvent } from '#events/schemas/check.ts';
import { InstantText } from '#events/schemas/instant-text.ts';
import { AssessRequest, StepRequest } from '#events/schemas/recovery-steps.ts';
import { RemediationRequest } from '#events/schemas/remediation-request.ts';
import { NOW } from '#tests/builders/constants.ts';

it.each(['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000+0000', '2026-11-23T11:00:00+01:00'])(
  'the time %s is accepted',
  (text) => {
    expect(InstantText.parse(text)).toBe(NOW);
  },
);

const INCIDENT = { service: 'registry', incident: 'i' };

it.each([
  { what: 'a check of no service', schema: CheckEvent, message: { services: [] } },
  { what: 'a check of a nameless service', schema: CheckEvent, message: { services: [''] } },
  { what: 'an unknown key', schema: AssessRequest, message: { ...INCIDENT, extra: 1 } },
  { what: 'a step number 0', schema: StepRequest, message: { ...INCIDENT, attempt: 1, step: 0, epoch: 1 } },
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

it('an unreadable message of a batch leaves the others intact', () => {
  const check = { services: ['registry'], trigger: 'schedule' };
  const bodies = [JSON.stringify(check), 'not json', '{"services":[]}'];
  const Records = bodies.map((body, index) => ({ messageId: `m${index}`, body }));
  expect(CheckEvent.parse({ Records })).toEqual({
    Records: [
      { messageId: 'm0', body: check },
      { messageId: 'm1', body: undefined },
      { messageId: 'm2', body: undefined },
    ],
  });
});
