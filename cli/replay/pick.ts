import { isObject, type JsonObject } from '#local-aws/wire/convert.ts';

/** A list of an answer, narrowed to the items whose `by`, or whose `type` all of them are, is one of what the request names in `asked`. */
type Choice = { readonly list: string; readonly asked: string } & ({ readonly by: string } | { readonly type: string });

/** What of a whole list a request gets, as AWS itself would choose. A request that names nothing gets everything. */
const CHOICES: Readonly<Record<string, readonly Choice[]>> = {
  'ecs DescribeServices': [{ list: 'services', asked: 'services', by: 'serviceArn' }],
  'ecs DescribeTasks': [{ list: 'tasks', asked: 'tasks', by: 'taskArn' }],
  'ecs GetTaskProtection': [{ list: 'protectedTasks', asked: 'tasks', by: 'taskArn' }],
  'ecs ListServiceDeployments': [{ list: 'serviceDeployments', asked: 'status', by: 'status' }],
  'ecs DescribeServiceDeployments': [
    { list: 'serviceDeployments', asked: 'serviceDeploymentArns', by: 'serviceDeploymentArn' },
  ],
  'ecs DescribeServiceRevisions': [
    { list: 'serviceRevisions', asked: 'serviceRevisionArns', by: 'serviceRevisionArn' },
  ],
  'elbv2 DescribeTargetGroups': [
    { list: 'TargetGroups', asked: 'TargetGroupArns', by: 'TargetGroupArn' },
    { list: 'TargetGroups', asked: 'Names', by: 'TargetGroupName' },
    { list: 'TargetGroups', asked: 'LoadBalancerArn', by: 'LoadBalancerArns' },
  ],
  'elbv2 DescribeLoadBalancers': [
    { list: 'LoadBalancers', asked: 'LoadBalancerArns', by: 'LoadBalancerArn' },
    { list: 'LoadBalancers', asked: 'Names', by: 'LoadBalancerName' },
  ],
  'application-autoscaling DescribeScalableTargets': [
    { list: 'ScalableTargets', asked: 'ResourceIds', by: 'ResourceId' },
    { list: 'ScalableTargets', asked: 'ScalableDimension', by: 'ScalableDimension' },
    { list: 'ScalableTargets', asked: 'ServiceNamespace', by: 'ServiceNamespace' },
  ],
  'cloudwatch DescribeAlarms': [
    { list: 'MetricAlarms', asked: 'AlarmTypes', type: 'MetricAlarm' },
    { list: 'CompositeAlarms', asked: 'AlarmTypes', type: 'CompositeAlarm' },
    { list: 'MetricAlarms', asked: 'AlarmNames', by: 'AlarmName' },
    { list: 'CompositeAlarms', asked: 'AlarmNames', by: 'AlarmName' },
    { list: 'MetricAlarms', asked: 'StateValue', by: 'StateValue' },
    { list: 'CompositeAlarms', asked: 'StateValue', by: 'StateValue' },
  ],
};

/** A recording is one page; a mark that leads to another would lead back to this one. */
const PAGE_MARKS: ReadonlySet<string> = new Set(['nextToken', 'NextToken', 'NextMarker']);

/** The part of a recorded answer that the request asked for. */
export const pick = (operation: string, output: JsonObject, request: JsonObject): JsonObject =>
  (CHOICES[operation] ?? []).reduce((answer, choice) => narrow(answer, choice, request), onePage(output));

const onePage = (output: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(output).filter(([name]) => !PAGE_MARKS.has(name)));

const narrow = (output: JsonObject, choice: Choice, request: JsonObject): JsonObject => {
  const items = output[choice.list];
  const wanted = asList(request[choice.asked]);
  if (!Array.isArray(items) || wanted.length === 0) return output;
  return { ...output, [choice.list]: items.filter((item) => identities(item, choice).some(isOneOf(wanted))) };
};

const identities = (item: unknown, choice: Choice): readonly unknown[] => {
  if ('type' in choice) return [choice.type];
  return isObject(item) ? asList(item[choice.by]) : [];
};

const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** AWS takes a name for the ARN that ends in it. */
const isOneOf =
  (wanted: readonly unknown[]) =>
  (identity: unknown): boolean =>
    wanted.some((name) => name === identity || (typeof identity === 'string' && identity.endsWith(`/${name}`)));
