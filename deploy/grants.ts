import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { resourceName } from '#shared/domain/model/resource-names.ts';
import { arn, arnOf, reference, type Statement, substituted, type Value } from './cloudformation.ts';

/** The resources that a permission of a single function may apply to; medic.yml names all of them. */
export const SCOPES = ['services', 'service-deployments', 'tasks', 'task-roles'] as const;
export type Scope = (typeof SCOPES)[number];

/** The parts of the deployment that functions use. */
export const USES = [
  'table',
  'table-items',
  'observing',
  'ecs',
  'load-balancers',
  'checks-queue',
  'checks',
  'recovery',
  'alerts',
] as const;
export type Use = (typeof USES)[number];

export interface GrantContext {
  readonly stage: string;
  readonly policies: readonly ServicePolicy[];
  readonly taskRoles: readonly string[];
}

interface Grant {
  readonly environment: Readonly<Record<string, Value>>;
  readonly statements: readonly Statement[];
}

/** Answers ARNs in the formats of https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export function resourcesIn(scope: Scope, { policies, taskRoles }: GrantContext): Value {
  const perService = (kind: string, rest = '') =>
    places(policies).map((place) => arn('ecs', `${kind}/${place}${rest}`));
  switch (scope) {
    case 'services':
      return perService('service');
    case 'service-deployments':
      return perService('service-deployment', '/*');
    case 'tasks':
      return clusters(policies).map((cluster) => arn('ecs', `task/${cluster}/*`));
    case 'task-roles':
      return taskRoles.map((role) => substituted(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${role}`));
  }
}

/**
 * Lists single services, or whole clusters once a role would exceed the 10,240 characters that IAM allows:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const places = (policies: readonly ServicePolicy[]): readonly string[] =>
  policies.length <= MOST_SERVICES_BY_NAME
    ? policies.map(({ cluster, service }) => `${cluster}/${service}`)
    : clusters(policies).map((cluster) => `${cluster}/*`);

const MOST_SERVICES_BY_NAME = 12;

/** Answers the environment variables and the permissions of one part of the deployment. */
export function grantFor(use: Use, context: GrantContext): Grant {
  switch (use) {
    case 'table':
      return grant({ TABLE_NAME: reference('Table') }, [
        allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'], arnOf('Table')),
      ]);
    case 'table-items':
      return grant({ TABLE_NAME: reference('Table') }, [
        allow(['dynamodb:GetItem', 'dynamodb:PutItem'], arnOf('Table')),
      ]);
    case 'observing':
      return observing(context);
    case 'ecs':
      return grant({}, readingEcs(context));
    case 'load-balancers':
      return grant({}, [allow(READING_TARGETS, '*')]);
    case 'checks-queue':
      return grant({ CHECKS_QUEUE_URL: reference('ChecksQueue') }, [allow(['sqs:SendMessage'], arnOf('ChecksQueue'))]);
    case 'checks':
      return grant({}, [
        allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arnOf('ChecksQueue')),
      ]);
    case 'recovery':
      return grant({ STATE_MACHINE_ARN: reference('Recovery') }, [
        allow(['states:StartExecution'], reference('Recovery')),
      ]);
    case 'alerts':
      return grant({ ALERTS_TOPIC_ARN: reference('AlertsTopic') }, [allow(['sns:Publish'], reference('AlertsTopic'))]);
  }
}

const READING_TARGETS = ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth'];

/**
 * Grants everything that an observation reads. IAM cannot restrict metrics, alarms, listener rules, scaling limits and activities, and CloudTrail events. It could
 * restrict log groups, but only the task definitions name those of a service, and a release can change them, so they are not known
 * at packaging.
 */
function observing(context: GrantContext): Grant {
  const prober = resourceName(context.stage, 'probe-service');
  return grant({ PROBE_FUNCTION_NAME: prober }, [
    ...readingEcs(context),
    allow(
      [
        ...READING_TARGETS,
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
        'cloudwatch:GetMetricData',
        'cloudwatch:DescribeAlarms',
        'application-autoscaling:DescribeScalableTargets',
        'application-autoscaling:DescribeScalingActivities',
        'cloudtrail:LookupEvents',
      ],
      '*',
    ),
    allow(['logs:FilterLogEvents'], arn('logs', 'log-group:*')),
    allow(['lambda:InvokeFunction'], arn('lambda', `function:${prober}`)),
  ]);
}

/**
 * IAM cannot restrict task definitions, and listing tasks only by cluster. A deployment or revision is authorized on itself and on its
 * service, so the statement about services restricts it, and the other may stay short:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
function readingEcs(context: GrantContext): readonly Statement[] {
  const names = clusters(context.policies);
  const inClusters = (kind: string) => names.map((cluster) => arn('ecs', `${kind}/${cluster}/*`));
  const onlyInClusters = { ArnEquals: { 'ecs:cluster': names.map((cluster) => arn('ecs', `cluster/${cluster}`)) } };
  return [
    allow(
      [
        'ecs:DescribeServices',
        'ecs:ListServiceDeployments',
        'ecs:DescribeServiceDeployments',
        'ecs:DescribeServiceRevisions',
      ],
      resourcesIn('services', context),
    ),
    allow(['ecs:DescribeServiceDeployments'], inClusters('service-deployment')),
    allow(['ecs:DescribeServiceRevisions'], inClusters('service-revision')),
    allow(['ecs:DescribeTasks'], resourcesIn('tasks', context)),
    allow(['ecs:DescribeContainerInstances'], inClusters('container-instance')),
    { ...allow(['ecs:ListTasks'], '*'), Condition: onlyInClusters },
    allow(['ecs:DescribeTaskDefinition'], '*'),
  ];
}

export const allow = (actions: readonly string[], on: Value): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: on,
});

const grant = (environment: Grant['environment'], statements: readonly Statement[]): Grant => ({
  environment,
  statements,
});

const clusters = (policies: readonly ServicePolicy[]): readonly string[] => [
  ...new Set(policies.map(({ cluster }) => cluster)),
];
