/** The call record holds the fields that are read here of a CloudTrail record. */
export interface CallRecord {
  readonly source: string;
  readonly operation: string;
  readonly hasFailed: boolean;
  readonly identity: UserIdentity;
  /** These fields are request parameters. */
  readonly cluster?: string | undefined;
  readonly service?: string | undefined;
  readonly serviceDeploymentArn?: string | undefined;
  /** These fields describe the stopped task in the response of StopTask. */
  readonly taskGroup?: string | undefined;
  readonly taskClusterArn?: string | undefined;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export interface UserIdentity {
  readonly type: string;
  readonly arn?: string | undefined;
  readonly principalId?: string | undefined;
  readonly invokedBy: string;
  readonly issuerArn: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Parses the JSON text of a record; undefined for a text that is no record.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const parseCallRecord = (json: string): CallRecord | undefined => {
  const record = parseFields(json);
  const source = textIn(record, 'eventSource');
  const operation = textIn(record, 'eventName');
  if (source === undefined || operation === undefined || !isFields(record.userIdentity)) return undefined;
  const parameters = fieldsIn(record, 'requestParameters');
  const task = fieldsIn(fieldsIn(record, 'responseElements'), 'task');
  return {
    source,
    operation,
    hasFailed: record.errorCode !== undefined,
    identity: toIdentity(record.userIdentity),
    cluster: textIn(parameters, 'cluster'),
    service: textIn(parameters, 'service'),
    serviceDeploymentArn: textIn(parameters, 'serviceDeploymentArn'),
    taskGroup: textIn(task, 'group'),
    taskClusterArn: textIn(task, 'clusterArn'),
  };
};

const toIdentity = (identity: Fields): UserIdentity => ({
  type: textIn(identity, 'type') ?? '',
  arn: textIn(identity, 'arn'),
  principalId: textIn(identity, 'principalId'),
  invokedBy: textIn(identity, 'invokedBy') ?? '',
  issuerArn: textIn(fieldsIn(fieldsIn(identity, 'sessionContext'), 'sessionIssuer'), 'arn') ?? '',
});

const parseFields = (json: string): Fields => {
  try {
    return fieldsIn({ record: JSON.parse(json) }, 'record');
  } catch {
    return {};
  }
};

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const fieldsIn = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

const textIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
};
