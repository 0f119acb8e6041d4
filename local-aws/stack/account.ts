/** Where the local world pretends to be. */
export const ACCOUNT_ID = '123456789012';
export const REGION = 'us-east-1';
export const PARTITION = 'aws';
export const STACK_NAME = 'ecs-medic';

export const arnOf = (service: string, resource: string): string =>
  `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;

export const functionArn = (name: string): string => arnOf('lambda', `function:${name}`);

/** The function's name from its name, ARN, or ARN with a version or alias: what Lambda accepts as `FunctionName`. */
export const functionNameOf = (nameOrArn: string): string => {
  const name = nameOrArn.startsWith('arn:') ? nameOrArn.split(':')[6] : nameOrArn.split(':')[0];
  return name ?? nameOrArn;
};

/** The service that an ARN names: `lambda`, `sqs`, `sns`. */
export const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

/** What follows the last `:` or `/` of an ARN or URL. */
export const lastSegment = (arnOrUrl: string): string => arnOrUrl.split(/[:/]/).at(-1) ?? arnOrUrl;
