// Unit layer: the intrinsic functions of a template.
import { arnOf } from '#local-aws/stack/account.ts';
import { UnresolvableIntrinsic } from '#local-aws/stack/intrinsics.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { aTemplate, changed, type Resource, type Resources } from '../a-template.ts';

const inVariable = (value: Resource['Properties']): Resources =>
  changed('Collect', { Environment: { Variables: { IT: value ?? '' } } });

it('intrinsic functions resolve as in a deployment', () => {
  expect(readTemplate(aTemplate()).functions[0]?.environment).toEqual({
    QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/toy-jobs',
    TOPIC_ARN: arnOf('sns', 'toy-alerts'),
    TABLE_NAME: 'local-Table',
    MACHINE_ARN: arnOf('states', 'stateMachine:toy-loop'),
    QUEUE_NAME: 'toy-jobs',
    JOINED: 'a-us-east-1-3',
    SUBSTITUTED: 'local-Table in 123456789012',
  });
});

it('an intrinsic function may be part of a resource’s name', () => {
  const named = changed('Jobs', { QueueName: { 'Fn::Join': ['-', ['jobs', { Ref: 'AWS::Partition' }]] } });
  expect(readTemplate(aTemplate(named)).queues[0]?.name).toBe('jobs-aws');
});

it('queue URLs have the given origin', () => {
  const { queues, functions } = readTemplate(aTemplate(), { queueOrigin: 'http://127.0.0.1:4566' });
  expect(queues[0]?.url).toBe('http://127.0.0.1:4566/123456789012/toy-jobs');
  expect(functions[0]?.environment.QUEUE_URL).toBe(queues[0]?.url);
});

it.each([
  { value: { 'Fn::ImportValue': 'other-stack' }, problem: 'Fn::ImportValue: Fn::ImportValue is not supported' },
  { value: { 'Fn::If': ['A', 'b', 'c'] }, problem: 'Fn::If: Fn::If is not supported' },
  { value: { Ref: 'Missing' }, problem: 'Ref: the template has no resource Missing' },
  { value: { Ref: ['Jobs'] }, problem: 'Ref: expected text, got ["Jobs"]' },
  { value: { 'Fn::GetAtt': ['Missing', 'Arn'] }, problem: 'Fn::GetAtt: the template has no resource Missing' },
  { value: { 'Fn::GetAtt': ['Jobs', 'Colour'] }, problem: 'Fn::GetAtt: Jobs.Colour has no value here' },
  { value: { 'Fn::GetAtt': ['JobsToWork', 'Id'] }, problem: 'Fn::GetAtt: JobsToWork.Id has no value here' },
  { value: { 'Fn::GetAtt': 'Jobs.Arn' }, problem: 'Fn::GetAtt: expected a list, got "Jobs.Arn"' },
  { value: { 'Fn::Sub': 'x ${Missing}' }, problem: 'Fn::Sub: the template has no resource Missing' },
  { value: { 'Fn::Sub': '${AWS::NoValue}' }, problem: 'Fn::Sub: the template has no resource AWS::NoValue' },
  { value: { 'Fn::Join': ['-', 'ab'] }, problem: 'Fn::Join: expected a list, got "ab"' },
])('the intrinsic function $value is an error that names the resource and the path', ({ value, problem }) => {
  const read = () => readTemplate(aTemplate(inVariable(value)));
  expect(read).toThrow(UnresolvableIntrinsic);
  expect(read).toThrow(`Collect.Environment.Variables.IT.${problem}`);
});

it('an error within a list names the index', () => {
  const broken = changed('Errors', { AlarmActions: ['arn:aws:sns:x', { Ref: 'Missing' }] });
  expect(() => readTemplate(aTemplate(broken))).toThrow('Errors.AlarmActions[1].Ref: the template has no resource');
});
