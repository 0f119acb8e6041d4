// Contract layer: the checks queue, the recovery workflow and the alert topic, in process and over the wire.
import type { StartExecutionCommandInput } from '@aws-sdk/client-sfn';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import { AwsError } from '#local-aws/operation.ts';
import { alertTopic } from '#shared/adapters/sns/alerts.ts';
import { checkQueue } from '#shared/adapters/sqs/check-queue.ts';
import { recoveryWorkflow } from '#shared/adapters/step-functions/recovery.ts';
import type { Alert } from '#shared/domain/model/alert.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import { bothWays } from './both-ways.ts';

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

bothWays((offer) => {
  describe('the checks queue', () => {
    const checks = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        check: { services: [`service-${index}`], trigger: 'schedule' },
        delaySeconds: index,
      }));
    const accepting = (batches: SendMessageBatchCommandInput[]) => ({
      SendMessageBatch: (input: SendMessageBatchCommandInput) => {
        batches.push(input);
        return {
          Successful: (input.Entries ?? []).map(({ Id }) => ({ Id, MessageId: `m-${Id}`, MD5OfMessageBody: '0' })),
          Failed: [],
        };
      },
    });

    it.each([
      { count: 0, sizes: [] },
      { count: 9, sizes: [9] },
      { count: 10, sizes: [10] },
      { count: 11, sizes: [1, 10] },
      { count: 25, sizes: [10, 10, 5] },
    ])('gets $count checks in batches of $sizes', async ({ count, sizes }) => {
      const batches: SendMessageBatchCommandInput[] = [];
      const { sqs } = await offer({ sqs: accepting(batches) });
      await checkQueue(sqs, QUEUE).send(checks(count));
      const entries = batches.map(({ Entries = [] }) => Entries);
      expect(entries.map(({ length }) => length).sort()).toEqual(sizes);
      const sent = entries.flat().map(({ MessageBody, DelaySeconds }) => ({
        check: JSON.parse(MessageBody ?? ''),
        delaySeconds: DelaySeconds,
      }));
      expect(sent.sort((a, b) => (a.delaySeconds ?? 0) - (b.delaySeconds ?? 0))).toEqual(checks(count));
      expect(batches.every(({ QueueUrl }) => QueueUrl === QUEUE)).toBe(true);
    });

    it('tells when it refused some of a batch', async () => {
      const { sqs } = await offer({
        sqs: {
          SendMessageBatch: () => ({
            Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody: '0' }],
            Failed: [
              { Id: '1', SenderFault: false, Code: 'InternalError' },
              { Id: '2', SenderFault: false, Code: 'InternalError' },
            ],
          }),
        },
      });
      await expect(checkQueue(sqs, QUEUE).send(checks(3))).rejects.toThrow('refused 2 checks (InternalError)');
    });
  });

  describe('the recovery workflow', () => {
    it('starts one execution, named like the incident', async () => {
      const started: StartExecutionCommandInput[] = [];
      const { stepfunctions } = await offer({
        stepfunctions: {
          StartExecution: (input: StartExecutionCommandInput) => {
            started.push(input);
            return { executionArn: `${MACHINE}:${input.name}`, startDate: new Date(0) };
          },
        },
      });
      await recoveryWorkflow(stepfunctions, MACHINE).start(incident);
      expect(started).toEqual([
        {
          stateMachineArn: MACHINE,
          name: incident.id,
          input: JSON.stringify({ service: 'registry', incident: incident.id }),
        },
      ]);
    });

    it.each([
      { name: 'ExecutionAlreadyExists', succeeds: true },
      { name: 'StateMachineDoesNotExist', succeeds: false },
      { name: 'ExecutionLimitExceeded', succeeds: false },
    ])('refused with $name has started: $succeeds', async ({ name, succeeds }) => {
      const { stepfunctions } = await offer({
        stepfunctions: {
          StartExecution: () => {
            throw new AwsError(name, 'refused');
          },
        },
      });
      const start = recoveryWorkflow(stepfunctions, MACHINE).start(incident);
      await (succeeds ? expect(start).resolves.toBeUndefined() : expect(start).rejects.toMatchObject({ name }));
    });
  });

  describe('the alert topic', () => {
    const publish = async (title: string): Promise<PublishCommandInput> => {
      const published: PublishCommandInput[] = [];
      const { sns } = await offer({
        sns: {
          Publish: (input: PublishCommandInput) => {
            published.push(input);
            return { MessageId: '1' };
          },
        },
      });
      await alertTopic(sns, TOPIC).publish(anAlert(title));
      const [message] = published;
      if (!message) throw new Error('nothing was published');
      return message;
    };

    it('carries the text as it is and says in attributes what subscribers may filter by', async () => {
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
    ])('makes a subject that SNS takes of "$title"', async ({ title, subject }) => {
      expect((await publish(title)).Subject).toBe(subject);
    });

    it('passes on the name under which AWS refuses', async () => {
      const { sns } = await offer({
        sns: {
          Publish: () => {
            throw new AwsError('NotFoundException', 'Topic does not exist');
          },
        },
      });
      await expect(alertTopic(sns, TOPIC).publish(anAlert('x'))).rejects.toMatchObject({ name: 'NotFoundException' });
    });
  });
});
