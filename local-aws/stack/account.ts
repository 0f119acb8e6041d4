/** The account, region and stack of all local resources. */
export const ACCOUNT_ID = '123456789012';
export const REGION = 'us-east-1';
export const PARTITION = 'aws';
export const STACK_NAME = 'local';

/** ARNs belong to an account in a region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export const arnOf = (
  service: string,
  resource: string,
  { account, region }: Place = { account: ACCOUNT_ID, region: REGION },
): string => `arn:${PARTITION}:${service}:${region}:${account}:${resource}`;

export const functionArn = (name: string): string => arnOf('lambda', `function:${name}`);

/** The function's name, from all that Lambda accepts as `FunctionName`: a name or an ARN, with or without a version or alias. */
export const functionNameOf = (nameOrArn: string): string => {
  const name = nameOrArn.startsWith('arn:') ? nameOrArn.split(':')[6] : nameOrArn.split(':')[0];
  return name ?? nameOrArn;
};

/** The service that an ARN names: `lambda`, `sqs`, `sns`. */
export const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

/** The part after the last `/` of an ARN, a URL or a path; the whole text when it is a plain name. */
export const resourceName = (arnOrName: string): string => arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
