// Contract: the conditions and explicit denies of a statement, judged as IAM would.
import type { Statement } from '#local-aws/iam/iam.ts';
import { allow, CLUSTER, judge, stop } from './judge-call.ts';

describe('a deny', () => {
  const everything = allow('*', '*');

  it('outweighs every allow', () => {
    const judged = judge([everything, { Effect: 'Deny', Action: 'ecs:StopTask', Resource: '*' }], stop);
    expect(judged).toThrow('with an explicit deny in an identity-based policy');
  });

  it.each([
    {
      what: 'does not apply when its condition fails',
      Condition: { ArnEquals: { 'ecs:cluster': `${CLUSTER}-other` } },
      denied: false,
    },
    { what: 'applies when its condition holds', Condition: { ArnEquals: { 'ecs:cluster': CLUSTER } }, denied: true },
    {
      what: 'applies when its condition cannot be answered',
      Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
      denied: true,
    },
  ])('$what', ({ Condition, denied }) => {
    const judged = judge([everything, { Effect: 'Deny', Action: 'ecs:*', Resource: '*', Condition }], stop);
    if (denied) expect(judged).toThrow('explicit deny');
    else expect(judged).not.toThrow();
  });
});

describe('a condition', () => {
  it.each([
    { condition: { ArnEquals: { 'ecs:cluster': CLUSTER } }, allowed: true },
    { condition: { ArnLike: { 'ecs:cluster': '*:cluster/m?' } }, allowed: true },
    { condition: { StringEquals: { 'ecs:cluster': ['other', CLUSTER] } }, allowed: true },
    { condition: { StringLike: { 'ecs:cluster': '*cluster/ml' } }, allowed: true },
    { condition: { StringEquals: { 'ecs:cluster': '*' } }, allowed: false },
    { condition: { ArnEquals: { 'ecs:cluster': `${CLUSTER}-2` } }, allowed: false },
    { condition: { StringEquals: { 'aws:ResourceTag/medic': 'managed' } }, allowed: true },
    { condition: { StringEquals: { 'aws:ResourceTag/medic': 'other' } }, allowed: false },
    { condition: { StringEquals: { 'aws:ResourceTag/absent': 'managed' } }, allowed: false },
    { condition: { StringEquals: { 'aws:ResourceTag/medic': 'managed', 'ecs:cluster': 'other' } }, allowed: false },
    { condition: { StringNotEquals: { 'ecs:cluster': 'other' } }, allowed: false },
    { condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }, allowed: false },
  ])('$condition allows: $allowed', ({ condition, allowed }) => {
    const judged = judge([allow('ecs:StopTask', '*', condition as Statement['Condition'])], stop, { medic: 'managed' });
    if (allowed) expect(judged).not.toThrow();
    else expect(judged).toThrow('not authorized');
  });

  it('on a tag is not satisfied when the tags cannot be read', () => {
    expect(judge([allow('*', '*', { StringEquals: { 'aws:ResourceTag/medic': 'managed' } })], stop)).toThrow(
      'not authorized',
    );
  });

  it.each([
    { namespace: 'EcsMedic', allowed: true },
    { namespace: 'AWS/ECS', allowed: false },
  ])('on the namespace of metrics, put into $namespace, allows: $allowed', ({ namespace, allowed }) => {
    const call = { service: 'cloudwatch', operation: 'PutMetricData', input: { Namespace: namespace } };
    const judged = judge([allow('*', '*', { StringEquals: { 'cloudwatch:namespace': 'EcsMedic' } })], call);
    if (allowed) expect(judged).not.toThrow();
    else expect(judged).toThrow('cloudwatch:PutMetricData');
  });

  it('on the cluster is judged for a deployment by its ARN', () => {
    const input = { serviceDeploymentArn: 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ml/registry/r1' };
    const call = { service: 'ecs', operation: 'StopServiceDeployment', input };
    expect(judge([allow('*', '*', { ArnEquals: { 'ecs:cluster': CLUSTER } })], call)).not.toThrow();
    expect(judge([allow('*', '*', { ArnEquals: { 'ecs:cluster': `${CLUSTER}-2` } })], call)).toThrow('not authorized');
  });
});
