// Unit layer: what is deployed, as far as it follows from medic.yml, functions/*/function.yml and the workflow.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionLogicalId, pascalCase, type Resource } from '#deploy/cloudformation.ts';
import { EXAMPLE_CONFIG } from '#deploy/example-config.ts';
import { describeService } from '#deploy/service.ts';

const { functions, resources, policies } = describeService({
  folder: process.cwd(),
  stage: 'test',
  config: EXAMPLE_CONFIG,
});
const NAMES = Object.keys(functions);
const ofType = (type: string): readonly Resource['Properties'][] =>
  Object.values(resources.Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));

describe('the deployment', () => {
  it('has one function for each folder in functions/, each with its own role', () => {
    expect(NAMES).toEqual(readdirSync('functions').sort());
    expect(new Set(Object.values(functions).map(({ role }) => role)).size).toBe(NAMES.length);
  });

  it('runs probe-service in the network of the services', () => {
    expect(functions['probe-service']).toMatchObject({ vpc: { securityGroupIds: ['sg-0f1e2d3c4b5a69788'] } });
  });

  it('has no circular reference between workflow and functions, which CloudFormation could not create', () => {
    const substitutions = JSON.stringify(resources.Resources.Recovery?.Properties.DefinitionSubstitutions);
    const called = NAMES.filter((name) => substitutions.includes(`"${functionLogicalId(name)}"`));
    expect(called).toHaveLength(5);
    expect(called.filter((name) => JSON.stringify(functions[name]).includes('"Recovery"'))).toEqual([]);
  });

  it.each(['plan-checks', 'receive-signal', 'remediate'])(
    'keeps the events that %s could not handle in a queue, and drops old ones',
    (name) => {
      const arn = { 'Fn::GetAtt': [`${pascalCase(name)}Failures`, 'Arn'] };
      const destinations = { onFailure: { type: 'sqs', arn } };
      expect(functions[name]).toMatchObject({ maximumEventAge: 600, destinations });
    },
  );

  it('gives every rule a time limit and a dead-letter queue', () => {
    const rules = Object.values(functions).flatMap(({ events }) =>
      (events as readonly { readonly eventBridge?: object }[]).flatMap(({ eventBridge }) => eventBridge ?? []),
    );
    expect(rules).not.toEqual([]);
    for (const rule of rules)
      expect(rule).toMatchObject({ retryPolicy: { maximumEventAge: 600 }, deadLetterQueueArn: expect.anything() });
  });

  it('has three alarms for a service whose load balancer is known, and alarms for its own failures', () => {
    const names = ofType('AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);
    expect(names.sort()).toEqual([
      'ecs-medic-test-checks-failures',
      'ecs-medic-test-plan-checks-failures',
      'ecs-medic-test-receive-signal-failures',
      'ecs-medic-test-recovery-failed',
      'ecs-medic-test-recovery-timed-out',
      'ecs-medic-test-registry-elb-503',
      'ecs-medic-test-registry-target-5xx',
      'ecs-medic-test-registry-unhealthy-hosts',
      'ecs-medic-test-remediate-failures',
    ]);
  });

  it('treats missing data of an alarm as not breaching', () => {
    const treatments = ofType('AWS::CloudWatch::Alarm').map(({ TreatMissingData }) => TreatMissingData);
    expect(new Set(treatments)).toEqual(new Set(['notBreaching']));
  });

  it('lets only alarms and topics of this account call receive-signal', () => {
    const sns = 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:*';
    const permissions = ofType('AWS::Lambda::Permission').map(({ Principal, SourceAccount, SourceArn }) => ({
      Principal,
      SourceAccount,
      SourceArn,
    }));
    expect(permissions).toEqual([
      { Principal: 'lambda.alarms.cloudwatch.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } },
      { Principal: 'sns.amazonaws.com', SourceArn: { 'Fn::Sub': sns } },
    ]);
  });
});

describe('the deployment of another medic.yml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-deploy-'));
  beforeAll(() => {
    cpSync('workflows', join(folder, 'workflows'), { recursive: true });
    for (const name of NAMES) {
      mkdirSync(join(folder, 'functions', name), { recursive: true });
      cpSync(join('functions', name, 'function.yml'), join(folder, 'functions', name, 'function.yml'));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const deploymentOf = (...services: readonly string[]) => {
    const config = join(folder, 'my-services.yml');
    writeFileSync(config, `services:\n${services.map((service) => `  - ${service}\n`).join('')}`);
    return describeService({ folder, stage: 'test', config });
  };
  const fleet = (size: number) =>
    Array.from({ length: size }, (_, index) => `{ name: s${index}, cluster: ml, service: s${index} }`);

  it.each([
    { size: 11, names: 11 },
    { size: 12, names: 12 },
    { size: 13, names: 1 },
  ])(
    'with $size services in a cluster has $names ARNs in a role, within the size that IAM allows',
    ({ size, names }) => {
      const { StopTaskRole } = deploymentOf(...fleet(size)).resources.Resources;
      const arns = JSON.stringify(StopTaskRole?.Properties.Policies).match(/service\/ml\/[^"]+/g);
      expect(new Set(arns).size).toBe(names);
    },
  );

  it('without task roles allows to pass none, instead of all', () => {
    expect(JSON.stringify(deploymentOf(...fleet(1)).resources)).not.toContain('iam:PassRole');
  });

  it('without a network runs the probe outside of one, and without load balancers has no alarms for services', () => {
    const deployment = deploymentOf(...fleet(1));
    expect(deployment.functions['probe-service']).not.toHaveProperty('vpc');
    expect(JSON.stringify(deployment.resources)).not.toContain('ApplicationELB');
  });

  it('has its digest among the outputs, another one than that of other services', () => {
    const other = deploymentOf(...fleet(1));
    expect(other.resources.Outputs.PoliciesDigest.Value).toBe(other.policies.digest);
    expect(other.policies.digest).not.toBe(policies.digest);
    expect(JSON.parse(other.policies.json)).toMatchObject([{ name: 's0', mode: 'observe' }]);
  });

  it('is refused in one line when there is no such file: as it was named, in full, and what to do', () => {
    expect(() => describeService({ folder, stage: 'test', config: 'nowhere/medic.yml' })).toThrow(
      `nowhere/medic.yml (${process.cwd()}/nowhere/medic.yml) cannot be read: there is no such file; ` +
        'name the file with --param config=FILE or in MEDIC_CONFIG, or start from examples/starter/medic.yml.',
    );
  });

  it('is refused with all faults of medic.yml', () => {
    const faults = /2:13: .*\n.*3:5: .*name.*\n.*3:5: .*service/;
    expect(() => deploymentOf('{ name: A, cluster: ml, service: s }', '{ cluster: ml }')).toThrow(faults);
  });

  it('is refused when a function asks for an unknown grant, with the line in its function.yml', () => {
    writeFileSync(join(folder, 'functions', 'assess', 'function.yml'), 'description: Decides\nuses: [tabel]\n');
    expect(() => deploymentOf(...fleet(1))).toThrow('functions/assess/function.yml:2:8: uses[0]');
  });
});
