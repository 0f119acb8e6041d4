// Unit layer: how the ECS reader converts services, and what it makes of refusals, partial answers and invalid values.
import type { DescribeServicesCommandInput, Service } from '@aws-sdk/client-ecs';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NOW, only, range, refusing, unchecked } from '../recorded-client.ts';
import { ARN, aDeployment, aService, policyFor, readerOver, registry } from './ecs-answers.ts';

const readService = async (given: Partial<Service>) => {
  const { reader } = readerOver({ DescribeServices: () => ({ services: [aService(given)] }) }, unchecked);
  return only(await reader.services([registry]));
};

it('ten services of a cluster are described per call, and a refused call makes only its own ten missing', async () => {
  const { reader, inputsOf } = readerOver({
    DescribeServices: (input: DescribeServicesCommandInput, caller) =>
      input.services?.includes('service-10')
        ? refusing('ThrottlingException')(input as never, caller)
        : { services: input.services?.map((serviceName) => aService({ serviceName })) },
  });
  const policies = range(21).map((number) => policyFor(`service-${number}`));
  const parts = await reader.services([...policies, policyFor('other', 'second')]);
  const sizes = inputsOf<DescribeServicesCommandInput>('DescribeServices').map(({ services }) => services?.length);
  expect(sizes).toEqual([10, 10, 1, 1]);
  const throttled = [...parts].filter(([, part]) => part.state === 'missing' && part.reason === 'throttled');
  expect(throttled.map(([name]) => name)).toEqual(range(10).map((number) => `my-service-${number + 10}`));
  expect(parts.size).toBe(22);
});

it.each([
  { answer: 'nothing', output: {} },
  { answer: 'a failure', output: { services: [], failures: [{ arn: 'registry', reason: 'MISSING' }] } },
])('a service is not found when ECS answers with $answer for it', async ({ output }) => {
  const { reader } = readerOver({ DescribeServices: () => output });
  expect(only(await reader.services([registry]))).toMatchObject({ state: 'missing', reason: 'not-found' });
});

it('a policy may name its service by ARN', async () => {
  const { reader } = readerOver({ DescribeServices: () => ({ services: [aService()] }) });
  const part = only(await reader.services([policyFor(`${ARN}:service/main/registry`)]));
  expect(part).toMatchObject({ state: 'observed', at: NOW });
});

it.each<{ fault: string; given: Partial<Service> }>([
  { fault: 'a count of NaN', given: { runningCount: Number.NaN } },
  { fault: 'a negative desired count', given: { desiredCount: -1 } },
  { fault: 'a fractional count', given: { pendingCount: 0.5 } },
  { fault: 'no creation time', given: { createdAt: undefined } },
  { fault: 'an invalid creation time', given: { createdAt: new Date(Number.NaN) } },
  { fault: 'no status', given: { status: undefined } },
  { fault: 'a negative grace period', given: { healthCheckGracePeriodSeconds: -1 } },
  { fault: 'a negative minimum healthy percent', given: { deploymentConfiguration: { minimumHealthyPercent: -1 } } },
  { fault: 'a maximum percent of NaN', given: { deploymentConfiguration: { maximumPercent: Number.NaN } } },
  { fault: 'a deployment with an unknown status', given: { deployments: [aDeployment({ status: 'DREAMING' })] } },
  { fault: 'a negative count of failed tasks', given: { deployments: [aDeployment({ failedTasks: -2 })] } },
])('a service with $fault is missing as invalid', async ({ given }) => {
  expect(await readService(given)).toMatchObject({ state: 'missing', reason: 'invalid' });
});

it('more running than desired tasks are valid, as in a rollout', async () => {
  expect(await readService({ runningCount: 4 })).toMatchObject({ value: { desiredCount: 2, runningCount: 4 } });
});

it.each([
  { runningCount: 1, rolloutState: 'IN_PROGRESS' },
  { runningCount: 2, rolloutState: 'COMPLETED' },
  { runningCount: 3, rolloutState: 'COMPLETED' },
])('a deployment without rollout state is $rolloutState with $runningCount of 2 tasks running', async (row) => {
  const part = await readService({ deployments: [aDeployment({ runningCount: row.runningCount })] });
  expect(valueIn(part)?.deployments[0]?.rolloutState).toBe(row.rolloutState);
});

it.each([
  { enable: true, rollback: true, byItself: true },
  { enable: true, rollback: false, byItself: false },
  { enable: false, rollback: true, byItself: false },
])('deployment alarms with enable $enable, rollback $rollback roll back: $byItself', async ({ byItself, ...given }) => {
  const part = await readService({ deploymentConfiguration: { alarms: { alarmNames: ['errors'], ...given } } });
  expect(valueIn(part)?.rollsBackByItself).toBe(byItself);
});

it('settings that ECS leaves out have the defaults of ECS', async () => {
  expect(valueIn(await readService({ loadBalancers: [{ loadBalancerName: 'classic' }] }))).toMatchObject({
    controller: 'ECS',
    strategy: 'ROLLING',
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    healthCheckGracePeriodSeconds: 0,
    rollsBackByItself: false,
    targetGroupArns: [],
    deployments: [],
    events: [],
  });
});

it('a blue/green service has both its target groups', async () => {
  const advancedConfiguration = { alternateTargetGroupArn: 'green', productionListenerRule: 'rule', roleArn: 'role' };
  const part = await readService({
    deploymentConfiguration: { strategy: 'BLUE_GREEN' },
    loadBalancers: [{ targetGroupArn: 'blue', advancedConfiguration }, { targetGroupArn: 'other' }],
  });
  expect(valueIn(part)).toMatchObject({ strategy: 'BLUE_GREEN', targetGroupArns: ['blue', 'green', 'other'] });
});

it('the 30 newest service events are read, newest first, except those without a time or a message', async () => {
  const anEvent = (minutes: number) => ({ createdAt: new Date(NOW - minutes * MINUTE), message: `${minutes} ago` });
  const oldestFirst = range(40).map((index) => anEvent(40 - index));
  const part = await readService({ events: [{ message: 'undated' }, { createdAt: new Date(NOW) }, ...oldestFirst] });
  expect(valueIn(part)?.events).toEqual(
    range(30).map((index) => ({ at: NOW - (index + 1) * MINUTE, message: `${index + 1} ago` })),
  );
});

it.each([
  { cleanup: 'DEFERRED', isCleanupDeferred: true },
  { cleanup: 'BLOCKING', isCleanupDeferred: false },
] as const)('early success criteria with a $cleanup clean-up are read', async ({ cleanup, isCleanupDeferred }) => {
  const earlySuccessCriteria = { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: cleanup };
  const part = await readService({ deploymentConfiguration: { earlySuccessCriteria } });
  expect(valueIn(part)?.earlySuccess).toEqual({ healthyPercent: 50, isCleanupDeferred });
});

it.each([
  { what: 'are disabled', earlySuccessCriteria: { enable: false, healthyPercent: 50 } },
  { what: 'are absent', earlySuccessCriteria: undefined },
])('a service whose early success criteria $what has none', async ({ earlySuccessCriteria }) => {
  const part = await readService({ deploymentConfiguration: { earlySuccessCriteria } });
  expect(valueIn(part)).not.toHaveProperty('earlySuccess');
});

it('early success criteria with a negative percentage make the service invalid', async () => {
  const earlySuccessCriteria = { enable: true, healthyPercent: -1 };
  expect(await readService({ deploymentConfiguration: { earlySuccessCriteria } })).toMatchObject({ reason: 'invalid' });
});
