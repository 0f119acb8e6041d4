// Contract: inputs and outputs that do not fit the schemas of AWS.
import { DescribeServicesCommand, ECSClient, StopTaskCommand } from '@aws-sdk/client-ecs';
import { errorOf, gatewaysPerTest } from '../gateway-harness.ts';
import { postToEcs, problemIn, signedFor } from './raw-requests.ts';

const { serve, open } = gatewaysPerTest();

it('an input without a required member is refused by its name, to an SDK client as well', async () => {
  const ecs = new ECSClient(await serve({ ecs: { StopTask: () => ({}) } }));
  const error = await errorOf(ecs.send(new StopTaskCommand({ cluster: 'ml' } as never)));
  expect(error).toMatchObject({
    name: 'ValidationException',
    message: 'the input of ecs StopTask is invalid: task is missing, StopTaskRequest requires it',
    $metadata: { httpStatusCode: 400 },
  });
});

it.each([
  { members: { task: 5 }, problem: 'task should be a string, got a number' },
  { members: { task: {} }, problem: 'task should be a string, got an object' },
  { members: { task: 't', tsk: 't' }, problem: 'tsk is unknown, StopTaskRequest has no such member' },
])('the JSON input $members is refused: $problem', async ({ members, problem }) => {
  const gateway = await open({ ecs: { StopTask: () => ({}) } });
  expect(await problemIn(await postToEcs(gateway, 'StopTask', JSON.stringify(members)))).toEqual({
    status: 400,
    name: 'ValidationException',
    message: `the input of ecs StopTask is invalid: ${problem}`,
  });
});

it('a form with a missing and an unknown member is refused', async () => {
  const gateway = await open({ elbv2: { DescribeTargetHealth: () => ({}) } });
  const form = { Action: 'DescribeTargetHealth', TargetGroupArn: 'arn', 'Targets.member.1.Ip': '::1' };
  const body = new URLSearchParams(form);
  const response = await fetch(gateway.url, { method: 'POST', headers: signedFor('elasticloadbalancing'), body });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(
    '<Code>ValidationException</Code><Message>the input of elbv2 DescribeTargetHealth is invalid: ' +
      'Targets[0].Id is missing, TargetDescription requires it; Targets[0].Ip is unknown, TargetDescription has no such member',
  );
});

const service = { serviceName: 'registry' };

it.each([
  { services: [{ ...service, runingCount: 3 }], problem: 'services[0].runingCount is unknown' },
  {
    services: [service, { desiredCount: '4' }],
    problem: 'services[1].desiredCount should be a number, got a string',
  },
  { services: [{ desiredCount: Number.NaN }], problem: 'services[0].desiredCount should be a number, got NaN' },
  { services: [{ createdAt: '2026' }], problem: 'services[0].createdAt should be a timestamp, got a string' },
  { services: service, problem: 'services should be a list, got an object' },
  { services: [{ events: null }], problem: 'services[0].events should be a list, got null' },
])('an invalid output is an InternalFailure of the gateway: $problem', async ({ services, problem }) => {
  const ecs = new ECSClient(await serve({ ecs: { DescribeServices: () => ({ services }) } }));
  const error = await errorOf(ecs.send(new DescribeServicesCommand({ services: ['registry'] })));
  expect(error).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
  expect(error.message).toContain(`OutputDrift: the output of ecs DescribeServices is invalid: ${problem}`);
});

it('an output may have undefined members', async () => {
  const output = { services: [{ ...service, events: undefined }] };
  const ecs = new ECSClient(await serve({ ecs: { DescribeServices: () => output } }));
  expect((await ecs.send(new DescribeServicesCommand({ services: ['registry'] }))).services).toEqual([service]);
});
