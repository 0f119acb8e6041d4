// Unit layer: which signals deserve a look, and at which services.
import {
  type Alarm,
  becauseOf,
  isWorthALook,
  lastOfArn,
  type ServiceNotice,
  type Signal,
  serviceOfArn,
  servicesOf,
  type TaskChange,
} from '#shared/domain/signal.ts';
import { MINUTE } from '#shared/domain/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/an-observation.ts';

const anAlarm = (given: Partial<Alarm> = {}): Alarm => ({
  kind: 'alarm',
  id: 'alarm:a:1',
  at: NOW,
  name: 'a',
  state: 'ALARM',
  suppressed: false,
  dimensions: [],
  ...given,
});

const aTaskChange = (given: Partial<TaskChange> = {}): TaskChange => ({
  kind: 'task',
  id: 'task:1:2',
  at: NOW,
  task: '1',
  service: { cluster: 'ml-platform', name: 'mlflow-registry' },
  lastStatus: 'STOPPED',
  stoppedReason: 'Essential container in task exited',
  ...given,
});

const aNotice = (severity: string, kind: 'deployment' | 'service-action' = 'deployment'): ServiceNotice => ({
  kind,
  id: 'event:1',
  at: NOW,
  service: { name: 'mlflow-registry' },
  name: 'SERVICE_DEPLOYMENT_FAILED',
  severity,
});

const verdictOn = (signal: Signal): string => {
  const judged = isWorthALook(signal, NOW);
  return 'dropped' in judged ? judged.dropped : 'look';
};

it.each<{ readonly what: string; readonly signal: Signal; readonly verdict: string }>([
  { what: 'an alarm', signal: anAlarm(), verdict: 'look' },
  { what: 'an alarm that is over', signal: anAlarm({ state: 'OK' }), verdict: 'not-in-alarm' },
  { what: 'an alarm without data', signal: anAlarm({ state: 'INSUFFICIENT_DATA' }), verdict: 'not-in-alarm' },
  { what: 'an alarm held back by a suppressor', signal: anAlarm({ suppressed: true }), verdict: 'suppressed' },
  { what: 'a task that stopped', signal: aTaskChange(), verdict: 'look' },
  { what: 'a task that started', signal: aTaskChange({ lastStatus: 'RUNNING' }), verdict: 'says-nothing-wrong' },
  {
    what: 'a task that scale-in took',
    signal: aTaskChange({ stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' }),
    verdict: 'says-nothing-wrong',
  },
  {
    what: 'a task that the medic stopped',
    signal: aTaskChange({ stoppedReason: 'ecs-medic registry-1 epoch 2' }),
    verdict: 'own-echo',
  },
  { what: 'a notice that all is well', signal: aNotice('INFO'), verdict: 'says-nothing-wrong' },
  { what: 'a warning', signal: aNotice('WARN', 'service-action'), verdict: 'look' },
  { what: 'an error', signal: aNotice('ERROR'), verdict: 'look' },
  { what: 'another kind of event', signal: { kind: 'unwatched', name: 'AWS Health Event' }, verdict: 'not-watched' },
  { what: 'an event of no known shape', signal: { kind: 'unrecognised' }, verdict: 'unknown-shape' },
])('$what: $verdict', ({ signal, verdict }) => {
  expect(verdictOn(signal)).toBe(verdict);
});

it.each([
  { age: 10 * MINUTE - 1, verdict: 'look' },
  { age: 10 * MINUTE, verdict: 'look' },
  { age: 10 * MINUTE + 1, verdict: 'too-old' },
])('a signal $age ms old: $verdict', ({ age, verdict }) => {
  expect(verdictOn(anAlarm({ at: NOW - age }))).toBe(verdict);
});

describe('the services that a signal is about', () => {
  const registry = aPolicy();
  const api = aPolicy({
    name: 'registry-api',
    service: 'api',
    alarms: { loadBalancer: 'app/ml-platform/50dc6c495c0c9188', targetGroup: 'targetgroup/api/1' },
  });
  const elsewhere = aPolicy({
    name: 'elsewhere',
    cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/other',
    alarms: { loadBalancer: 'app/x/1', targetGroup: 'targetgroup/x/1' },
  });
  const named = (signal: Parameters<typeof servicesOf>[0]) =>
    servicesOf(signal, [registry, api, elsewhere]).map(({ name }) => name);

  it.each([
    { alarm: 'ecs-medic-prod-registry-elb-503', services: ['registry'] },
    { alarm: 'ecs-medic-prod-registry-api-elb-503', services: ['registry-api'] },
    { alarm: 'ecs-medic-my-stage-registry-target-5xx', services: ['registry'] },
    { alarm: 'ecs-medic-prod-unheard-of-elb-503', services: [] },
    { alarm: 'somebody-registry-else', services: [] },
  ])('$alarm: $services', ({ alarm, services }) => {
    expect(named(anAlarm({ name: alarm }))).toEqual(services);
  });

  it.each([
    { dimensions: { ClusterName: 'ml-platform', ServiceName: 'mlflow-registry' }, services: ['registry'] },
    { dimensions: { ClusterName: 'other', ServiceName: 'mlflow-registry' }, services: ['elsewhere'] },
    {
      dimensions: { TargetGroup: 'targetgroup/api/1', LoadBalancer: 'app/ml-platform/50dc6c495c0c9188' },
      services: ['registry-api'],
    },
    { dimensions: { LoadBalancer: 'app/ml-platform/50dc6c495c0c9188' }, services: ['registry', 'registry-api'] },
    { dimensions: { LoadBalancer: 'app/unheard-of/1' }, services: [] },
    { dimensions: { InstanceId: 'i-1' }, services: [] },
  ])('an alarm on $dimensions: $services', ({ dimensions, services }) => {
    expect(named(anAlarm({ dimensions: [dimensions] }))).toEqual(services);
  });

  it('are found by cluster and service name, and by name alone where an ARN has the old form', () => {
    expect(named(aTaskChange())).toEqual(['registry']);
    expect(named(aNotice('WARN', 'service-action'))).toEqual(['registry', 'elsewhere']);
    expect(named(aNotice('ERROR'))).toEqual(['registry', 'elsewhere']);
    expect(named(aTaskChange({ service: { name: 'mlflow-registry' } }))).toEqual(['registry', 'elsewhere']);
    expect(named(aTaskChange({ service: { cluster: 'ml-platform', name: 'nobody' } }))).toEqual([]);
  });

  it('are none for a task of no service', () => {
    const { service: _, ...ofNobody } = aTaskChange();
    expect(named(ofNobody)).toEqual([]);
  });
});

it('says why a check was asked for', () => {
  expect(becauseOf(anAlarm({ name: 'high' }))).toBe('alarm:high');
  expect(becauseOf(aTaskChange())).toBe('task:1');
  expect(becauseOf(aNotice('WARN', 'service-action'))).toBe('service-action:SERVICE_DEPLOYMENT_FAILED');
  expect(becauseOf(aNotice('ERROR'))).toBe('deployment:SERVICE_DEPLOYMENT_FAILED');
});

it.each([
  {
    arn: 'arn:aws:ecs:us-east-1:1:service/ml-platform/registry',
    service: { cluster: 'ml-platform', name: 'registry' },
  },
  { arn: 'arn:aws:ecs:us-east-1:1:service/registry', service: { name: 'registry' } },
])('$arn names $service', ({ arn, service }) => {
  expect(serviceOfArn(arn)).toEqual(service);
});

it('takes a plain name for what it is', () => {
  expect(lastOfArn('ml-platform')).toBe('ml-platform');
});
