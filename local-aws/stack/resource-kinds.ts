import { ACCOUNT_ID, arnOf, functionArn, PARTITION, STACK_NAME } from './account.ts';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
}

export type TemplateResources = Readonly<Record<string, TemplateResource>>;

/** The values of `Ref` and of `Fn::GetAtt` for one resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Names the property with a resource's name, and derives the resource's identity from that name. */
interface ResourceKind {
  readonly nameProperty: string;
  readonly identify: (name: string, queueOrigin: string) => Identity;
}

const withArn = (nameProperty: string, arn: (name: string) => string): ResourceKind => ({
  nameProperty,
  identify: (name) => ({ ref: name, attributes: { Arn: arn(name) } }),
});

/** Return values as each resource's page documents them: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ */
const KINDS: Readonly<Record<string, ResourceKind>> = {
  'AWS::Lambda::Function': withArn('FunctionName', functionArn),
  'AWS::IAM::Role': withArn('RoleName', (name) => `arn:${PARTITION}:iam::${ACCOUNT_ID}:role/${name}`),
  'AWS::Events::Rule': withArn('Name', (name) => arnOf('events', `rule/${name}`)),
  'AWS::DynamoDB::Table': withArn('TableName', (name) => arnOf('dynamodb', `table/${name}`)),
  'AWS::CloudWatch::Alarm': withArn('AlarmName', (name) => arnOf('cloudwatch', `alarm:${name}`)),
  'AWS::Logs::LogGroup': withArn('LogGroupName', (name) => `${arnOf('logs', `log-group:${name}`)}:*`),
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    identify: (name, queueOrigin) => ({
      ref: `${queueOrigin}/${ACCOUNT_ID}/${name}`,
      attributes: { Arn: arnOf('sqs', name), QueueName: name },
    }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    identify: (name) => ({ ref: arnOf('sns', name), attributes: { TopicName: name } }),
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    identify: (name) => {
      const arn = arnOf('states', `stateMachine:${name}`);
      return { ref: arn, attributes: { Arn: arn, Name: name } };
    },
  },
};

const OTHER_KIND: ResourceKind = { nameProperty: 'Name', identify: (name) => ({ ref: name, attributes: {} }) };

const kindOf = ({ Type }: TemplateResource): ResourceKind => KINDS[Type] ?? OTHER_KIND;

/** Returns the property that holds the resource's name, with its unresolved value where the template gives one. */
export const nameIn = (resource: TemplateResource): { readonly property: string; readonly value: unknown } => {
  const property = kindOf(resource).nameProperty;
  return { property, value: (resource.Properties as Readonly<Record<string, unknown>> | undefined)?.[property] };
};

/** The name of a resource to which the template gives none. */
export const generatedName = (logicalId: string): string => `${STACK_NAME}-${logicalId}`;

export const identityOf = (resource: TemplateResource, name: string, queueOrigin: string): Identity =>
  kindOf(resource).identify(name, queueOrigin);
