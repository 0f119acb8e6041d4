// Unit layer: what is deployed, as far as it follows from medic.yml, functions/*/function.yml and the workflow.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource, Value } from '#deploy/cloudformation.ts';
import { EXAMPLE_CONFIG } from '#deploy/example-config.ts';
import { describeService } from '#deploy/service.ts';

interface PolicyStatement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: Value;
  readonly Condition?: Value;
}

const { functions, resources, policies } = describeService({
  folder: process.cwd(),
  stage: 'test',
  config: EXAMPLE_CONFIG,
});
const RESOURCES = resources.Resources;
const NAMES = Object.keys(functions);
const ofType = (type: string): readonly Resource[] => Object.values(RESOURCES).filter(({ Type }) => Type === type);

/** The statements of a role by its logical id. */
const statementsOf = (roleId: string): readonly PolicyStatement[] => {
  const policies = RESOURCES[roleId]?.Properties.Policies as unknown as readonly {
    readonly PolicyDocument: { readonly Statement: readonly PolicyStatement[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};
const actionsOf = (roleId: string): readonly string[] => statementsOf(roleId).flatMap(({ Action }) => Action);
const ROLES = Object.keys(RESOURCES).filter((id) => RESOURCES[id]?.Type === 'AWS::IAM::Role');

/** Actions that IAM knows no resources for, and that change nothing but records about ourselves. */
const WITHOUT_RESOURCES = /^(xray:Put\w+|logs:\w+LogDeliver\w+|logs:PutResourcePolicy|logs:Describe\w+)$/;
const READS = /^[a-z-]+:(Describe|List|Get|Lookup)[\w*]*$/;

describe('the deployment', () => {
  it('has one function per folder in functions/, each with a role of its own', () => {
    expect(NAMES).toEqual(readdirSync('functions').sort());
    expect(new Set(Object.values(functions).map(({ role }) => role)).size).toBe(NAMES.length);
  });

  it.each(ROLES)('lets %s change nothing but named things', (role) => {
    const everywhere = statementsOf(role).filter(({ Effect, Resource }) => Effect === 'Allow' && Resource === '*');
    const changing = everywhere
      .flatMap(({ Action }) => Action)
      .filter((action) => !READS.test(action) && !WITHOUT_RESOURCES.test(action));
    expect(changing).toEqual([]);
  });

  it.each([
    { action: 'ecs:UpdateService', roles: ['RollBackRole', 'StopTaskRole'] },
    { action: 'ecs:UpdateTaskProtection', roles: ['StopTaskRole'] },
    { action: 'ecs:StopServiceDeployment', roles: ['RollBackRole'] },
    { action: 'iam:PassRole', roles: ['RollBackRole'] },
    { action: 'ecs:StopTask', roles: [] },
    { action: 'states:StartExecution', roles: ['RemediateRole', 'ScoreHealthRole'] },
    { action: 'sns:Publish', roles: ['PublishAlertRole', 'ScoreHealthRole'] },
    { action: 'lambda:InvokeFunction', roles: ['AssessRole', 'RecoveryRole', 'RemediateRole', 'ScoreHealthRole'] },
  ])('allows $action to $roles and nobody else', ({ action, roles }) => {
    expect(ROLES.filter((role) => actionsOf(role).includes(action)).sort()).toEqual(roles);
  });

  it('lets services be changed one by one, by the names that medic.yml gives', () => {
    const [change] = statementsOf('StopTaskRole').filter(({ Action }) => Action.includes('ecs:UpdateService'));
    expect(change?.Resource).toEqual([
      { 'Fn::Sub': 'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:service/ml-platform/mlflow-registry' },
    ]);
  });

  it('passes roles on to tasks only', () => {
    const [passing] = statementsOf('RollBackRole').filter(({ Action }) => Action.includes('iam:PassRole'));
    expect(passing?.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
  });

  it('keeps what runs in the services network from touching network interfaces itself', () => {
    expect(statementsOf('ProbeServiceRole').filter(({ Effect }) => Effect === 'Deny')).toHaveLength(1);
    expect(functions['probe-service']).toMatchObject({ vpc: { securityGroupIds: ['sg-0f1e2d3c4b5a69788'] } });
  });

  it('has no circle of workflow and functions, which CloudFormation could not create', () => {
    const substitutions = RESOURCES.Recovery?.Properties.DefinitionSubstitutions ?? {};
    const called = NAMES.filter((name) =>
      JSON.stringify(substitutions).includes(
        `"${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}LambdaFunction"`,
      ),
    );
    expect(called).toHaveLength(5);
    expect(called.filter((name) => JSON.stringify(functions[name]).includes('"Recovery"'))).toEqual([]);
  });

  it.each(['plan-checks', 'receive-signal', 'remediate'])(
    'keeps the events that %s could not handle, and forgets old ones',
    (name) => {
      const queue = {
        'Fn::GetAtt': [`${name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Failures`, 'Arn'],
      };
      expect(functions[name]).toMatchObject({
        maximumEventAge: 600,
        destinations: { onFailure: { type: 'sqs', arn: queue } },
      });
    },
  );

  it('puts a time limit and a queue for the undelivered on every rule', () => {
    const rules = Object.values(functions).flatMap(({ events }) =>
      (events as readonly { readonly eventBridge?: object }[]).flatMap(({ eventBridge }) => eventBridge ?? []),
    );
    expect(rules).not.toEqual([]);
    for (const rule of rules) {
      expect(rule).toMatchObject({ retryPolicy: { maximumEventAge: 600 }, deadLetterQueueArn: expect.anything() });
    }
  });

  it('makes three alarms for a service whose load balancer is known, and alarms for what goes wrong with itself', () => {
    expect(
      ofType('AWS::CloudWatch::Alarm')
        .map(({ Properties }) => Properties.AlarmName)
        .sort(),
    ).toEqual([
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

  it('takes no missing figure for an alarm', () => {
    expect(new Set(ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.TreatMissingData))).toEqual(
      new Set(['notBreaching']),
    );
  });

  it('lets only alarms and topics of this account call receive-signal', () => {
    expect(
      ofType('AWS::Lambda::Permission').map(({ Properties: { Principal, SourceAccount, SourceArn } }) => ({
        Principal,
        SourceAccount,
        SourceArn,
      })),
    ).toEqual([
      { Principal: 'lambda.alarms.cloudwatch.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } },
      {
        Principal: 'sns.amazonaws.com',
        SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:*' },
      },
    ]);
  });

  it('lets the recovery be traced, with the sampling rules that Step Functions asks for', () => {
    expect(actionsOf('RecoveryRole').filter((action) => action.startsWith('xray:'))).toEqual([
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
    ]);
  });
});

describe('the deployment of another medic.yml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-deploy-'));
  beforeAll(() => {
    mkdirSync(join(folder, 'functions'));
    cpSync('workflows', join(folder, 'workflows'), { recursive: true });
    for (const name of NAMES) {
      cpSync(join('functions', name, 'function.yml'), join(folder, 'functions', name, 'function.yml'));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const deploymentOf = (services: readonly string[]) => {
    const config = join(folder, 'my-services.yml');
    writeFileSync(config, `services:\n${services.map((service) => `  - ${service}\n`).join('')}`);
    return describeService({ folder, stage: 'test', config });
  };
  const fleet = (size: number) =>
    Array.from({ length: size }, (_, index) => `{ name: s${index}, cluster: ml, service: s${index} }`);
  const changeable = (size: number): Value | undefined => {
    const role = deploymentOf(fleet(size)).resources.Resources.StopTaskRole;
    return JSON.stringify(role?.Properties.Policies)
      .match(/service\/ml\/[^"]+/g)
      ?.filter((arn, index, all) => all.indexOf(arn) === index);
  };

  it.each([
    { size: 11, names: 11 },
    { size: 12, names: 12 },
    { size: 13, names: 1 },
  ])(
    'for $size services of one cluster names $names of them in a role, so that no role outgrows what IAM allows',
    ({ size, names }) => {
      expect(changeable(size)).toHaveLength(names);
    },
  );

  it('without task roles passes none on, instead of all', () => {
    const { resources } = deploymentOf(fleet(1));
    expect(JSON.stringify(resources)).not.toContain('iam:PassRole');
  });

  it('without a network runs the probe outside of one, and without load balancers makes no alarms for services', () => {
    const { functions, resources } = deploymentOf(fleet(1));
    expect(functions['probe-service']).not.toHaveProperty('vpc');
    expect(JSON.stringify(resources)).not.toContain('ApplicationELB');
  });

  it('has its digest among the outputs, another one than that of other services', () => {
    const other = deploymentOf(fleet(1));
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

  it('is refused with all faults when medic.yml has any', () => {
    expect(() => deploymentOf(['{ name: A, cluster: ml, service: s }', '{ cluster: ml }'])).toThrow(
      /2:13: .*\n.*3:5: .*name.*\n.*3:5: .*service/,
    );
  });

  it('is refused when a function asks for something that does not exist, with the line in its function.yml', () => {
    writeFileSync(join(folder, 'functions', 'assess', 'function.yml'), 'description: Decides\nuses: [tabel]\n');
    expect(() => deploymentOf(fleet(1))).toThrow('functions/assess/function.yml:2:8: uses[0]');
  });
});
