// Unit layer: which signals lead to a check, and of which services.
import { MINUTE } from '#shared/domain/model/time.ts';
import { judgeSignal, type Signal, type Subject, serviceInArn } from '#shared/domain/signal/signal.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aSignal } from '#tests/builders/a-signal.ts';
import { NOW } from '#tests/builders/constants.ts';

const verdictOn = (signal: Signal, policies = [aPolicy()]): string => {
  const verdict = judgeSignal(signal, policies, NOW);
  return verdict.kind === 'drop' ? verdict.reason : verdict.services.join(' ');
};

const { at: _, ...undated } = aSignal();
it.each<{ what: string; signal: Signal; verdict: string }>([
  { what: 'about a service in medic.yml', signal: aSignal(), verdict: 'registry' },
  { what: 'that is harmless', signal: aSignal({ harmless: 'suppressed' }), verdict: 'suppressed' },
  {
    what: 'that is harmless and too old',
    signal: aSignal({ harmless: 'not-in-alarm', at: NOW - 60 * MINUTE }),
    verdict: 'not-in-alarm',
  },
  { what: 'about nothing', signal: aSignal({ about: [] }), verdict: 'unknown-service' },
  {
    what: 'about a service that is not in medic.yml',
    signal: aSignal({ about: [{ kind: 'watched', name: 'unknown' }] }),
    verdict: 'unknown-service',
  },
  { what: 'without a date', signal: undated, verdict: 'undated' },
  { what: 'just under ten minutes old', signal: aSignal({ at: NOW - 10 * MINUTE + 1 }), verdict: 'registry' },
  { what: 'ten minutes old', signal: aSignal({ at: NOW - 10 * MINUTE }), verdict: 'registry' },
  { what: 'just over ten minutes old', signal: aSignal({ at: NOW - 10 * MINUTE - 1 }), verdict: 'too-old' },
])('a signal $what: $verdict', ({ signal, verdict }) => {
  expect(verdictOn(signal)).toBe(verdict);
});

describe('the services of a signal', () => {
  const BALANCER = 'app/ml-platform/50dc6c495c0c9188';
  const { alarms: _, ...withoutAlarms } = aPolicy({ name: 'bare', cluster: 'bare', service: 'bare' });
  const policies = [
    aPolicy(),
    aPolicy({
      name: 'registry-api',
      service: 'api',
      alarms: { loadBalancer: BALANCER, targetGroup: 'targetgroup/api/1' },
    }),
    aPolicy({
      name: 'elsewhere',
      cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/other',
      alarms: { loadBalancer: 'app/x/1', targetGroup: 'targetgroup/x/1' },
    }),
    withoutAlarms,
  ];
  const servicesOf = (...about: readonly Subject[]): readonly string[] => {
    const verdict = judgeSignal(aSignal({ about }), policies, NOW);
    return verdict.kind === 'check' ? verdict.services : [];
  };
  const alarm = (names: readonly string[], dimensions: Readonly<Record<string, string>> = {}): Subject => ({
    kind: 'alarm',
    names,
    dimensions: [dimensions],
  });

  it.each([
    { names: ['ecs-medic-prod-registry-elb-503'], services: ['registry'] },
    { names: ['ecs-medic-prod-registry-api-elb-503'], services: ['registry-api'] },
    { names: ['ecs-medic-my-stage-registry-target-5xx'], services: ['registry'] },
    { names: ['ecs-medic-prod-unheard-of-elb-503'], services: [] },
    { names: ['other-registry-alarm'], services: [] },
    {
      names: ['platform', 'ecs-medic-prod-registry-elb-503', 'ecs-medic-prod-registry-target-5xx'],
      services: ['registry'],
    },
    {
      names: ['platform', 'ecs-medic-prod-registry-elb-503', 'ecs-medic-prod-elsewhere-elb-503'],
      services: ['registry', 'elsewhere'],
    },
  ])('are $services for the alarms $names', ({ names, services }) => {
    expect(servicesOf(alarm(names))).toEqual(services);
  });

  it.each([
    { dimensions: { ClusterName: 'ml-platform', ServiceName: 'mlflow-registry' }, services: ['registry'] },
    { dimensions: { ClusterName: 'other', ServiceName: 'mlflow-registry' }, services: ['elsewhere'] },
    { dimensions: { TargetGroup: 'targetgroup/api/1', LoadBalancer: BALANCER }, services: ['registry-api'] },
    { dimensions: { LoadBalancer: BALANCER }, services: ['registry', 'registry-api'] },
    { dimensions: { LoadBalancer: 'app/unheard-of/1' }, services: [] },
    { dimensions: { InstanceId: 'i-1' }, services: [] },
    { dimensions: {}, services: [] },
  ])('are $services for an alarm on $dimensions', ({ dimensions, services }) => {
    expect(servicesOf(alarm(['a'], dimensions))).toEqual(services);
  });

  const registry: Subject = { kind: 'service', cluster: 'ml-platform', name: 'mlflow-registry' };
  it.each<{ what: string; about: readonly Subject[]; services: readonly string[] }>([
    { what: 'a cluster and a service', about: [registry], services: ['registry'] },
    {
      what: 'a service without its cluster',
      about: [{ kind: 'service', name: 'mlflow-registry' }],
      services: ['registry', 'elsewhere'],
    },
    { what: 'an unknown service', about: [{ kind: 'service', cluster: 'ml-platform', name: 'unknown' }], services: [] },
    { what: 'a name in medic.yml', about: [{ kind: 'watched', name: 'registry-api' }], services: ['registry-api'] },
    { what: 'one service twice', about: [registry, { kind: 'watched', name: 'registry' }], services: ['registry'] },
  ])('are $services for $what', ({ about, services }) => {
    expect(servicesOf(...about)).toEqual(services);
  });
});

it.each<{ arn: string; service: Subject }>([
  {
    arn: 'arn:aws:ecs:us-east-1:1:service/ml-platform/registry',
    service: { kind: 'service', cluster: 'ml-platform', name: 'registry' },
  },
  { arn: 'service/ml-platform/registry', service: { kind: 'service', cluster: 'ml-platform', name: 'registry' } },
  { arn: 'arn:aws:ecs:us-east-1:1:service/registry', service: { kind: 'service', name: 'registry' } },
  { arn: 'registry', service: { kind: 'service', name: 'registry' } },
])('the ARN $arn names $service', ({ arn, service }) => {
  expect(serviceInArn(arn)).toEqual(service);
});
