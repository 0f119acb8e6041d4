// Contract layer: the checks queue, the recovery workflow and the alert topic, in process and over the wire.
import { SFNClient } from '@aws-sdk/client-sfn';
import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { AwsError } from '#local-aws/operation.ts';
import { alertTopic } from '#shared/adapters/sns/alerts.ts';
import { checkQueue } from '#shared/adapters/sqs/check-queue.ts';
import { recoveryWorkflow } from '#shared/adapters/step-functions/recovery.ts';
import type { Alert } from '#shared/domain/model/alert.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import { eachWay } from './client-harness.ts';
import { recording } from './gateway-harness.ts';

const QUEUE = 'https://sqs.us-east-1.amazonaws.com/123456789012/checks';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:recovery';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';

const incident = { id: 'registry-20261123T100000Z', service: 'registry' } as Incident;

const anAlert = (title: string): Alert => ({
  kind: 'escalated',
  service: 'registry',
  incident: incident.id,
  at: 0,
  cause: 'dependency-down',
  subject: 'database',
  title,
  text: 'Größe: 3 of 4 tasks\nline two',
  runbook: 'docs/runbooks/escalated.md',
});

eachWay<Pick<SQSClient, 'send'>>(
  {
    inProcess: (operations) => inProcessClient(operations, 'sqs'),
    overTheWire: (settings) => new SQSClient({ ...settings, md5: false }),
  },
  (connect) => {
    const checks = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        check: { services: [`service-${index}`], because: 'schedule' },
        delaySeconds: index,
      }));

    it.each([
      { count: 0, sizes: [] },
      { count: 9, sizes: [9] },
      { count: 10, sizes: [10] },
      { count: 11, sizes: [1, 10] },
      { count: 25, sizes: [10, 10, 5] },
    ])('the checks queue receives $count checks in batches of $sizes', async ({ count, sizes }) => {
      const { inputs, operation } = recording({ Successful: [], Failed: [] });
      await checkQueue(await connect({ sqs: { SendMessageBatch: operation } }), QUEUE).send(checks(count));
      const batches = inputs as SendMessageBatchCommandInput[];
      const entries = batches.map(({ Entries = [] }) => Entries);
      expect(entries.map(({ length }) => length).sort()).toEqual(sizes);
      const sent = entries.flat().map(({ MessageBody, DelaySeconds = 0 }) => ({
        check: JSON.parse(MessageBody ?? ''),
        delaySeconds: DelaySeconds,
      }));
      expect(sent.sort((a, b) => a.delaySeconds - b.delaySeconds)).toEqual(checks(count));
      expect(batches.every(({ QueueUrl }) => QueueUrl === QUEUE)).toBe(true);
    });

    it('the checks queue is an error with the number of refused checks', async () => {
      const Failed = ['1', '2'].map((Id) => ({ Id, SenderFault: false, Code: 'InternalError' }));
      const Successful = [{ Id: '0', MessageId: 'm', MD5OfMessageBody: '0' }];
      const client = await connect({ sqs: { SendMessageBatch: () => ({ Successful, Failed }) } });
      await expect(checkQueue(client, QUEUE).send(checks(3))).rejects.toThrow('refused 2 checks (InternalError)');
    });
  },
);

eachWay<Pick<SFNClient, 'send'>>(
  {
    inProcess: (operations) => inProcessClient(operations, 'stepfunctions'),
    overTheWire: (settings) => new SFNClient(settings),
  },
  (connect) => {
    it('the recovery workflow starts one execution with the name of the incident', async () => {
      const { inputs, operation } = recording({ executionArn: MACHINE, startDate: new Date(0) });
      await recoveryWorkflow(await connect({ stepfunctions: { StartExecution: operation } }), MACHINE).start(incident);
      const input = JSON.stringify({ service: 'registry', incident: incident.id });
      expect(inputs).toEqual([{ stateMachineArn: MACHINE, name: incident.id, input }]);
    });

    it.each([
      { name: 'ExecutionAlreadyExists', succeeds: true },
      { name: 'StateMachineDoesNotExist', succeeds: false },
      { name: 'ExecutionLimitExceeded', succeeds: false },
    ])('the start of a recovery that is refused with $name succeeds: $succeeds', async ({ name, succeeds }) => {
      const { operation } = recording(new AwsError(name, 'refused'));
      const client = await connect({ stepfunctions: { StartExecution: operation } });
      const start = recoveryWorkflow(client, MACHINE).start(incident);
      await (succeeds ? expect(start).resolves.toBeUndefined() : expect(start).rejects.toMatchObject({ name }));
    });
  },
);

eachWay<Pick<SNSClient, 'send'>>(
  {
    inProcess: (operations) => inProcessClient(operations, 'sns'),
    overTheWire: (settings) => new SNSClient(settings),
  },
  (connect) => {
    const publish = async (title: string): Promise<PublishCommandInput> => {
      const { inputs, operation } = recording({ MessageId: '1' });
      await alertTopic(await connect({ sns: { Publish: operation } }), TOPIC).publish(anAlert(title));
      return inputs[0] as PublishCommandInput;
    };

    it('an alert has its text unchanged, and attributes for the filters of subscriptions', async () => {
      expect(await publish('registry: database is down')).toEqual({
        TopicArn: TOPIC,
        Subject: 'registry: database is down',
        Message: 'Größe: 3 of 4 tasks\nline two',
        MessageAttributes: {
          service: { DataType: 'String', StringValue: 'registry' },
          kind: { DataType: 'String', StringValue: 'escalated' },
          cause: { DataType: 'String', StringValue: 'dependency-down' },
        },
      });
    });

    it.each([
      { title: 'a'.repeat(98), subject: 'a'.repeat(98) },
      { title: 'a'.repeat(99), subject: 'a'.repeat(99) },
      { title: 'a'.repeat(100), subject: 'a'.repeat(99) },
      { title: 'two\nlines\tand a tab', subject: 'two lines and a tab' },
      { title: 'bell\u0007 and Größe', subject: 'bell? and Gr??e' },
      { title: '  spaced  ', subject: 'spaced' },
      { title: `${'a'.repeat(98)} b`, subject: 'a'.repeat(98) },
      { title: ' \n ', subject: 'escalated' },
    ])('the alert title "$title" becomes the subject "$subject", which SNS accepts', async ({ title, subject }) => {
      expect((await publish(title)).Subject).toBe(subject);
    });

    it('an alert that AWS refuses is an error with the name from AWS', async () => {
      const { operation } = recording(new AwsError('NotFoundException', 'Topic does not exist'));
      const topic = alertTopic(await connect({ sns: { Publish: operation } }), TOPIC);
      await expect(topic.publish(anAlert('x'))).rejects.toMatchObject({ name: 'NotFoundException' });
    });
  },
);
