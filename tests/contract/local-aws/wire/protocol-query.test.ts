// Contract: the query protocol, as unmodified SDK clients of Elastic Load Balancing and SNS use it.
import {
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetTopicAttributesCommand, NotFoundException, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AwsError, type Operation } from '#local-aws/operation.ts';
import { NOW } from '#tests/builders/constants.ts';
import { errorOf, gatewaysPerTest, recording } from '../gateway-harness.ts';

const { serve } = gatewaysPerTest();

const elbv2 = async (operations: Readonly<Record<string, Operation>>) =>
  new ElasticLoadBalancingV2Client(await serve({ elbv2: operations }));
const sns = async (operations: Readonly<Record<string, Operation>>) => new SNSClient(await serve({ sns: operations }));

it('lists, structures and special characters are the same in both directions', async () => {
  const TargetHealthDescriptions = [
    { Target: { Id: '10.0.0.1', Port: 5000 }, TargetHealth: { State: 'healthy' } },
    {
      Target: { Id: '10.0.0.2', Port: 5000 },
      TargetHealth: { State: 'unhealthy', Description: 'codes <200> & "more"\r\n' },
    },
  ];
  const { inputs, operation } = recording({ TargetHealthDescriptions });
  const client = await elbv2({ DescribeTargetHealth: operation });
  const Targets = Array.from({ length: 11 }, (_, index) => ({ Id: `10.0.0.${index}`, Port: 5000 }));
  const input = { TargetGroupArn: 'arn:tg/a&b=c', Targets };
  expect(await client.send(new DescribeTargetHealthCommand(input))).toMatchObject({ TargetHealthDescriptions });
  expect(inputs).toEqual([input]);
});

it('an empty list is empty, not absent, in both directions', async () => {
  const { inputs, operation } = recording({ TargetHealthDescriptions: [] });
  const client = await elbv2({ DescribeTargetHealth: operation });
  const output = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn', Targets: [] }));
  expect(inputs).toEqual([{ TargetGroupArn: 'arn', Targets: [] }]);
  expect(output.TargetHealthDescriptions).toEqual([]);
});

it('a time in the output is a Date', async () => {
  const LoadBalancers = [{ LoadBalancerArn: 'arn', CreatedTime: new Date(NOW) }];
  const client = await elbv2({ DescribeLoadBalancers: () => ({ LoadBalancers }) });
  expect((await client.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toMatchObject(LoadBalancers);
});

it('a map in the output has its keys and values', async () => {
  const Attributes = { DisplayName: 'a <b>', 'key & more': '' };
  const client = await sns({ GetTopicAttributes: () => ({ Attributes }) });
  const output = await client.send(new GetTopicAttributesCommand({ TopicArn: 'arn:topic' }));
  expect(output.Attributes).toEqual(Attributes);
});

it('a map in the input has its keys and values, text and binary', async () => {
  const { inputs, operation } = recording({ MessageId: 'm1' });
  const client = await sns({ Publish: operation });
  const MessageAttributes = {
    kind: { DataType: 'String', StringValue: 'resolved' },
    raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 255]) },
  };
  const alert = { TopicArn: 'arn:topic', Message: 'grüße & <more>', MessageAttributes };
  expect(await client.send(new PublishCommand(alert))).toMatchObject({ MessageId: 'm1' });
  expect(inputs).toEqual([alert]);
});

it('an elbv2 error has its class and its code of the query protocol', async () => {
  const { operation } = recording(new AwsError('TargetGroupNotFoundException', "Target groups 'arn' not found"));
  const client = await elbv2({ DescribeTargetHealth: operation });
  const error = await errorOf(client.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn' })));
  expect(error).toBeInstanceOf(TargetGroupNotFoundException);
  expect(error).toMatchObject({ Code: 'TargetGroupNotFound', message: "Target groups 'arn' not found" });
});

it('an SNS error has its class and its status', async () => {
  const { operation } = recording(new AwsError('NotFoundException', 'Topic does not exist'));
  const client = await sns({ Publish: operation });
  const error = await errorOf(client.send(new PublishCommand({ TopicArn: 'gone', Message: 'x' })));
  expect(error).toBeInstanceOf(NotFoundException);
  expect(error.$metadata.httpStatusCode).toBe(404);
});
