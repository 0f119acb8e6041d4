/** The resources that a packaged template deploys, with intrinsic functions resolved to names, ARNs and numbers. */
export interface DeployedStack {
  readonly functions: readonly DeployedFunction[];
  readonly roles: readonly DeployedRole[];
  readonly permissions: readonly InvokePermission[];
  readonly rules: readonly DeployedRule[];
  readonly queues: readonly DeployedQueue[];
  readonly eventSourceMappings: readonly EventSourceMapping[];
  readonly topics: readonly DeployedTopic[];
  readonly alarms: readonly DeployedAlarm[];
  readonly tables: readonly DeployedTable[];
  readonly stateMachines: readonly DeployedStateMachine[];
  /** The resources of types that are not emulated. */
  readonly unsupported: readonly { readonly logicalId: string; readonly type: string }[];
}

export interface DeployedFunction {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  /** File name of the packaged code: `stop-task.zip`. */
  readonly artifact: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly roleName: string;
  readonly reservedConcurrency?: number;
  /** Receives a record of the invocation after the last failed asynchronous attempt. */
  readonly onFailureArn?: string;
  readonly maximumEventAgeSeconds: number;
  readonly maximumRetryAttempts: number;
}

export interface DeployedRole {
  readonly name: string;
  readonly statements: readonly PolicyStatement[];
}

/** One statement of an IAM policy, in IAM's own grammar. */
export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A permission to invoke a function that is part of the function's resource policy. */
export interface InvokePermission {
  readonly functionName: string;
  readonly principal: string;
  readonly sourceArn?: string;
}

export interface DeployedRule {
  readonly name: string;
  readonly arn: string;
  readonly pattern?: unknown;
  readonly schedule?: string;
  readonly enabled: boolean;
  readonly targetArns: readonly string[];
}

export interface DeployedQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly redrive?: { readonly deadLetterArn: string; readonly maximumReceives: number };
}

export interface EventSourceMapping {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly reportsItemFailures: boolean;
  readonly maximumConcurrency?: number;
}

export interface DeployedTopic {
  readonly name: string;
  readonly arn: string;
}

export const MISSING_DATA_TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingDataTreatment = (typeof MISSING_DATA_TREATMENTS)[number];

export const COMPARISONS = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

export interface DeployedAlarm {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`. */
  readonly stat: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: (typeof COMPARISONS)[number];
  readonly treatMissingData: MissingDataTreatment;
  readonly actionsEnabled: boolean;
  /** ARNs of topics or functions, by the entered state. */
  readonly actions: Readonly<Record<'ALARM' | 'OK' | 'INSUFFICIENT_DATA', readonly string[]>>;
}

export interface DeployedTable {
  readonly name: string;
  /** The input of CreateTable. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface DeployedStateMachine {
  readonly name: string;
  readonly arn: string;
  readonly roleName: string;
  /** Amazon States Language, with its substitutions. */
  readonly definition: unknown;
}
