// Unit layer: what a function is told from outside: its environment, and the policies that were packaged with it.
import { packagedPolicies } from '#deploy/packaged-policies.ts';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { readFunctionConfig } from '#shared/runtime/function-config.ts';
import { PACKAGED_POLICIES } from '#shared/runtime/packaged-policies.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';

const ENVIRONMENT = {
  STAGE: 'prod',
  TABLE_NAME: 'ecs-medic-prod',
  CHECKS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/ecs-medic-prod-checks',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:ecs-medic-prod-recovery',
  ALERTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:ecs-medic-prod-alerts',
  PROBE_FUNCTION_NAME: 'ecs-medic-prod-probe-service',
};

describe("a function's configuration", () => {
  it('holds what the environment says, and the policies that were packaged as they were then', () => {
    const policies = [aPolicy(), aPolicy({ name: 'tracking' })];
    const packaged = packagedPolicies(policies);
    expect({ ...readFunctionConfig(ENVIRONMENT, packaged) }).toEqual({
      stage: 'prod',
      tableName: ENVIRONMENT.TABLE_NAME,
      checksQueueUrl: ENVIRONMENT.CHECKS_QUEUE_URL,
      stateMachineArn: ENVIRONMENT.STATE_MACHINE_ARN,
      alertsTopicArn: ENVIRONMENT.ALERTS_TOPIC_ARN,
      probeFunctionName: ENVIRONMENT.PROBE_FUNCTION_NAME,
      policies,
      policiesDigest: packaged.digest,
    });
  });

  it('parses the policies once, and they cannot be changed, however deep', () => {
    const config = readFunctionConfig(ENVIRONMENT, packagedPolicies([aPolicy()]));
    expect(config.policies).toBe(config.policies);
    expect(Object.isFrozen(config.policies)).toBe(true);
    expect(Object.isFrozen(config.policies[0]?.scoring.parts.availability)).toBe(true);
  });

  it('is of no use to a function that asks for what it was not deployed with', () => {
    const config = readFunctionConfig({ TABLE_NAME: 'ecs-medic-prod' });
    expect(config.tableName).toBe('ecs-medic-prod');
    expect(() => config.alertsTopicArn).toThrow('ALERTS_TOPIC_ARN is missing');
  });

  it.each([
    { variable: 'STAGE', value: '', says: 'must not be empty' },
    { variable: 'TABLE_NAME', value: '', says: 'must not be empty' },
    { variable: 'PROBE_FUNCTION_NAME', value: '', says: 'must not be empty' },
    { variable: 'CHECKS_QUEUE_URL', value: 'checks', says: 'must be a URL' },
    { variable: 'STATE_MACHINE_ARN', value: 'recovery', says: 'must be an ARN' },
    { variable: 'ALERTS_TOPIC_ARN', value: 'alerts', says: 'must be an ARN' },
  ])('refuses $variable="$value"', ({ variable, value, says }) => {
    expect(() => readFunctionConfig({ ...ENVIRONMENT, [variable]: value })).toThrow(`${variable}: ${says}`);
  });

  it('tells all faults of the environment, but never its values', () => {
    const read = () => readFunctionConfig({ TABLE_NAME: '', ALERTS_TOPIC_ARN: 'hush-hush' });
    expect(read).toThrow(ConfigInvalid);
    expect(read).toThrow(/TABLE_NAME.*\n.*ALERTS_TOPIC_ARN/);
    expect(read).not.toThrow(/hush-hush/);
  });
});

describe('code that was bundled without policies', () => {
  it('has none, and works where none are asked for', () => {
    expect(PACKAGED_POLICIES).toBeUndefined();
    expect(readFunctionConfig(ENVIRONMENT).stage).toBe('prod');
  });

  it.each(['policies', 'policiesDigest'] as const)('says in one line, asked for its %s, what to do', (what) => {
    expect(() => readFunctionConfig(ENVIRONMENT)[what]).toThrow(
      'This bundle contains no policies: it was not built by "serverless package", which adds the policies of medic.yml. Package and deploy it again.',
    );
  });
});

describe('the digest of policies', () => {
  const digestOf = (...policies: Parameters<typeof packagedPolicies>[0]) => packagedPolicies(policies).digest;

  it('is a SHA-256 in hex, the same for the same policies', () => {
    expect(digestOf(aPolicy())).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(aPolicy())).toBe(digestOf(aPolicy()));
  });

  it('is another one when anything in them is', () => {
    expect(digestOf(aPolicy({ cadenceSeconds: 16 }))).not.toBe(digestOf(aPolicy()));
    expect(digestOf(aPolicy(), aPolicy({ name: 'tracking' }))).not.toBe(digestOf(aPolicy()));
  });
});
