// Unit layer: the verdict on events of Step Functions, Application Auto Scaling and AWS Health.
import { changed, sampleOf, signalIn, verdictOn } from '../a-sample.ts';

it.each([
  { status: 'FAILED', verdict: 'check' },
  { status: 'TIMED_OUT', verdict: 'check' },
  { status: 'ABORTED', verdict: 'check' },
  { status: 'RUNNING', verdict: 'reports-no-fault' },
  { status: 'SUCCEEDED', verdict: 'reports-no-fault' },
  { status: 'PENDING_REDRIVE', verdict: 'reports-no-fault' },
])('an execution of the recovery workflow that is $status comes to $verdict', ({ status, verdict }) => {
  expect(verdictOn(changed('recovery-failed', { status }))).toBe(verdict);
});

it.each([undefined, 'not JSON', '{}'])('an execution whose input is %j is assigned by its name', (input) => {
  expect(verdictOn(changed('recovery-failed', { input }))).toBe('check');
});

it('an execution of another workflow is about no service', () => {
  const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:nightly-recovery';
  expect(verdictOn(changed('recovery-failed', { stateMachineArn }))).toBe('unknown-service');
});

it.each([
  { what: 'a service to its maximum', detail: {}, verdict: 'check' },
  { what: 'a service below its maximum', detail: { scaledToMax: false }, verdict: 'reports-no-fault' },
  { what: 'a table', detail: { serviceNamespace: 'dynamodb', resourceId: 'table/t' }, verdict: 'unknown-service' },
])('scaling of $what comes to $verdict', ({ detail, verdict }) => {
  expect(verdictOn(changed('scaled-to-max', detail))).toBe(verdict);
});

const affecting = (entityValue: string) => ({ affectedEntities: [{ entityValue }] });

it.each([
  { what: 'issue', detail: {}, verdict: 'check' },
  { what: 'issue without a status', detail: { statusCode: undefined }, verdict: 'check' },
  { what: 'issue in another region', detail: { eventRegion: 'us-west-2', backupEvent: 'true' }, verdict: 'check' },
  { what: 'issue for another persona', detail: { personas: ['OPERATIONAL'] }, verdict: 'check' },
  { what: 'issue that is closed', detail: { statusCode: 'closed' }, verdict: 'reports-no-fault' },
  { what: 'scheduled change', detail: { eventTypeCategory: 'scheduledChange' }, verdict: 'announced' },
  { what: 'account notification', detail: { eventTypeCategory: 'accountNotification' }, verdict: 'announced' },
  { what: 'issue of a whole region', detail: { affectedEntities: undefined }, verdict: 'unknown-service' },
  { what: 'issue of an instance', detail: affecting('i-0f1e2d3c4b5a69788'), verdict: 'unknown-service' },
  {
    what: 'issue of a service by its short name',
    detail: affecting('ml-platform | mlflow-registry'),
    verdict: 'check',
  },
])('an AWS Health event about an $what comes to $verdict', ({ detail, verdict }) => {
  expect(verdictOn(changed('health-issue', detail))).toBe(verdict);
});

it('an AWS Health event has one id in both regions and another on each page', () => {
  const { id } = signalIn(sampleOf('health-issue'));
  const elsewhere = { ...sampleOf('health-issue'), id: 'of the other region', region: 'us-west-2' };
  expect(signalIn(elsewhere).id).toBe(id);
  expect(signalIn(changed('health-issue', { page: '2' })).id).not.toBe(id);
  const unnumbered = changed('health-issue', { communicationId: undefined, page: undefined });
  expect(signalIn({ ...unnumbered, id: 'another' }).id).not.toBe(signalIn(unnumbered).id);
});
