// Unit layer: which signals deserve a look, and at which services.

import { MINUTE } from '#shared/domain/model/time.ts';
import { judgeSignal, type Signal, type Subject, serviceInArn } from '#shared/domain/signal/signal.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';

const REGISTRY: Subject = { kind: 'service', cluster: 'ml-platform', name: 'mlflow-registry' };

const aSignal = (given: Partial<Signal> = {}): Signal => ({
  kind: 'task',
  name: 'task:1',
  id: 'task:1',
  at: NOW,
  about: [REGISTRY],
  ...given,
});

const verdictOn = (signal: Signal): string => {
  const verdict = judgeSignal(signal, [aPolicy()], NOW);
  return verdict.kind === 'drop' ? verdict.reason : verdict.services.join(' ');
};

it('a signal about a service that is watched leads to a look at it', () => {
  expect(verdictOn(aSignal())).toBe('registry');
});

it.each([
  { what: 'one that is harmless', given: { harmless: 'suppressed' as const }, reason: 'suppressed' },
  {
    what: 'one that is harmless and old as well, by what it says',
    given: { harmless: 'not-in-alarm' as const, at: NOW - 60 * MINUTE },
    reason: 'not-in-alarm',
  },
  { what: 'one about nobody', given: { about: [] }, reason: 'unknown-service' },
  {
    what: 'one about a service that nobody watches',
    given: { about: [{ kind: 'watched' as const, name: 'somebody' }] },
    reason: 'unknown-service',
  },
])('$what is dropped as $reason', ({ given, reason }) => {
  expect(verdictOn(aSignal(given))).toBe(reason);
});

it('one that does not say when it happened is dropped, for it may be long over', () => {
  const { at: _, ...undated } = aSignal();
  expect(verdictOn(undated)).toBe('undated');
});

it.each([
  { age: 10 * MINUTE - 1, verdict: 'registry' },
  { age: 10 * MINUTE, verdict: 'registry' },
  { age: 10 * MINUTE + 1, verdict: 'too-old' },
])('a signal $age ms old: $verdict', ({ age, verdict }) => {
  expect(verdictOn(aSignal({ at: NOW - age }))).toBe(verdict);
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
  const { alarms: _, ...withoutAlarms } = aPolicy({ name: 'bare', cluster: 'bare', service: 'bare' });
  const named = (...about: readonly Subject[]): readonly string[] => {
    const verdict = judgeSignal(aSignal({ about }), [registry, api, elsewhere, withoutAlarms], NOW);
    return verdict.kind === 'look' ? verdict.services : [];
  };
  const anAlarm = (names: readonly string[], dimensions: Readonly<Record<string, string>> = {}): Subject => ({
    kind: 'alarm',
    names,
    dimensions: [dimensions],
  });

  it.each([
    { alarm: 'ecs-medic-prod-registry-elb-503', services: ['registry'] },
    { alarm: 'ecs-medic-prod-registry-api-elb-503', services: ['registry-api'] },
    { alarm: 'ecs-medic-my-stage-registry-target-5xx', services: ['registry'] },
    { alarm: 'ecs-medic-prod-unheard-of-elb-503', services: [] },
    { alarm: 'somebody-registry-else', services: [] },
  ])('$alarm: $services', ({ alarm, services }) => {
    expect(named(anAlarm([alarm]))).toEqual(services);
  });

  it('of an alarm on alarms are those of the alarms that triggered it, each once', () => {
    const triggered = ['platform', 'ecs-medic-prod-registry-elb-503', 'ecs-medic-prod-registry-target-5xx'];
    expect(named(anAlarm(triggered))).toEqual(['registry']);
    expect(named(anAlarm([...triggered, 'ecs-medic-prod-elsewhere-elb-503']))).toEqual(['registry', 'elsewhere']);
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
    { dimensions: {}, services: [] },
  ])('an alarm on $dimensions: $services', ({ dimensions, services }) => {
    expect(named(anAlarm(['a'], dimensions))).toEqual(services);
  });

  it('are found by cluster and service, by service alone where an ARN has the old form, and by the name in medic.yml', () => {
    expect(named(REGISTRY)).toEqual(['registry']);
    expect(named({ kind: 'service', name: 'mlflow-registry' })).toEqual(['registry', 'elsewhere']);
    expect(named({ kind: 'service', cluster: 'ml-platform', name: 'nobody' })).toEqual([]);
    expect(named({ kind: 'watched', name: 'registry-api' })).toEqual(['registry-api']);
  });

  it('are each named once, however often the signal does', () => {
    expect(named(REGISTRY, { kind: 'watched', name: 'registry' })).toEqual(['registry']);
  });
});

it.each([
  {
    arn: 'arn:aws:ecs:us-east-1:1:service/ml-platform/registry',
    service: { kind: 'service', cluster: 'ml-platform', name: 'registry' },
  },
  { arn: 'service/ml-platform/registry', service: { kind: 'service', cluster: 'ml-platform', name: 'registry' } },
  { arn: 'arn:aws:ecs:us-east-1:1:service/registry', service: { kind: 'service', name: 'registry' } },
  { arn: 'registry', service: { kind: 'service', name: 'registry' } },
])('$arn names $service', ({ arn, service }) => {
  expect(serviceInArn(arn)).toEqual(service);
});
