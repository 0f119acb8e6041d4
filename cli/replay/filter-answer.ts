import { isObject, type JsonObject } from '#local-aws/wire/convert.ts';

/** Keeps the items of a list whose member `by`, or whose fixed `type`, is among the values of the request field `asked`. */
type Filter = { readonly list: string; readonly asked: string } & ({ readonly by: string } | { readonly type: string });

/** The filters that AWS applies, by operation. A request without the field gets the whole list. */
const FILTERS: Readonly<Record<string, readonly Filter[]>> = {
  'ecs DescribeServices': [{ list: 'services', asked: 'services', by: 'serviceArn' }],
  'ecs DescribeTasks': [{ list: 'tasks', asked: 'tasks', by: 'taskArn' }],
  'ecs DescribeContainerInstances': [
    { list: 'containerInstances', asked: 'containerInstances', by: 'containerInstanceArn' },
  ],
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
  'elbv2 DescribeListeners': [
    { list: 'Listeners', asked: 'ListenerArns', by: 'ListenerArn' },
    { list: 'Listeners', asked: 'LoadBalancerArn', by: 'LoadBalancerArn' },
  ],
  'application-autoscaling DescribeScalingActivities': [
    { list: 'ScalingActivities', asked: 'ResourceId', by: 'ResourceId' },
    { list: 'ScalingActivities', asked: 'ScalableDimension', by: 'ScalableDimension' },
    { list: 'ScalingActivities', asked: 'ServiceNamespace', by: 'ServiceNamespace' },
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

/** A recorded answer is one page: a pagination token would lead back to the same page. */
const PAGE_TOKENS: ReadonlySet<string> = new Set(['nextToken', 'NextToken', 'NextMarker']);

/** Reduces a recorded answer to the items that a request asks for. */
export const filterAnswer = (operation: string, output: JsonObject, request: JsonObject): JsonObject =>
  (FILTERS[operation] ?? []).reduce((answer, filter) => apply(filter, answer, request), withoutPageTokens(output));

const withoutPageTokens = (output: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(output).filter(([name]) => !PAGE_TOKENS.has(name)));

const apply = (filter: Filter, output: JsonObject, request: JsonObject): JsonObject => {
  const items = output[filter.list];
  const requested = toList(request[filter.asked]);
  if (!Array.isArray(items) || requested.length === 0) return output;
  return { ...output, [filter.list]: items.filter((item) => valuesIn(item, filter).some(isOneOf(requested))) };
};

const valuesIn = (item: unknown, filter: Filter): readonly unknown[] => {
  if ('type' in filter) return [filter.type];
  return isObject(item) ? toList(item[filter.by]) : [];
};

const toList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** A request may have a name where the item has the ARN that ends in it. */
const isOneOf =
  (requested: readonly unknown[]) =>
  (value: unknown): boolean =>
    requested.some((name) => name === value || (typeof value === 'string' && value.endsWith(`/${name}`)));
