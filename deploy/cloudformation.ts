/** A value in a CloudFormation template: plain data or an intrinsic such as `{ Ref: 'Table' }`. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

export interface Resource {
  readonly Type: string;
  readonly Properties: { readonly [property: string]: Value };
  readonly [attribute: string]: Value;
}

export type Resources = Readonly<Record<string, Resource>>;

/** One statement of an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: Value;
  readonly Condition?: Value;
  readonly [element: string]: Value | undefined;
}

export const reference = (logicalId: string): Value => ({ Ref: logicalId });

export const arnOf = (logicalId: string): Value => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** Answers an ARN in this account and region, `arn('ecs', 'task/ml-platform/*')`. */
export const arn = (service: string, resource: string): Value =>
  substituted(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

export const substituted = (text: string): Value => ({ 'Fn::Sub': text });

/** Formats a name as part of a logical id: `StopTask` for `stop-task`. */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Answers the logical id that the Serverless Framework gives a function: `StopDashtaskLambdaFunction`. */
export const functionLogicalId = (name: string): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}LambdaFunction`;
