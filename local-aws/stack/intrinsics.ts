import { ACCOUNT_ID, arnOf, functionArn, PARTITION, REGION, STACK_NAME } from './account.ts';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
}

export type TemplateResources = Readonly<Record<string, TemplateResource>>;

/** An intrinsic function that has no value here; the message names the resource and the path to it. */
export class UnresolvableIntrinsic extends Error {
  override readonly name = 'UnresolvableIntrinsic';
}

interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Which property holds a resource's name, and what `Ref` and `Fn::GetAtt` answer once the name is known. */
interface ResourceKind {
  readonly nameProperty: string;
  readonly identify: (name: string, queueOrigin: string) => Identity;
}

const arnAsAttribute = (nameProperty: string, arn: (name: string) => string): ResourceKind => ({
  nameProperty,
  identify: (name) => ({ ref: name, attributes: { Arn: arn(name) } }),
});

/** Return values as each resource's page says: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ */
const KINDS: Readonly<Record<string, ResourceKind>> = {
  'AWS::Lambda::Function': arnAsAttribute('FunctionName', functionArn),
  'AWS::IAM::Role': arnAsAttribute('RoleName', (name) => `arn:${PARTITION}:iam::${ACCOUNT_ID}:role/${name}`),
  'AWS::Events::Rule': arnAsAttribute('Name', (name) => arnOf('events', `rule/${name}`)),
  'AWS::DynamoDB::Table': arnAsAttribute('TableName', (name) => arnOf('dynamodb', `table/${name}`)),
  'AWS::CloudWatch::Alarm': arnAsAttribute('AlarmName', (name) => arnOf('cloudwatch', `alarm:${name}`)),
  'AWS::Logs::LogGroup': arnAsAttribute('LogGroupName', (name) => `${arnOf('logs', `log-group:${name}`)}:*`),
  'AWS::S3::Bucket': arnAsAttribute('BucketName', (name) => `arn:${PARTITION}:s3:::${name}`),
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    identify: (name, queueOrigin) => {
      const url = `${queueOrigin}/${ACCOUNT_ID}/${name}`;
      return { ref: url, attributes: { Arn: arnOf('sqs', name), QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    identify: (name) => ({ ref: arnOf('sns', name), attributes: { TopicArn: arnOf('sns', name), TopicName: name } }),
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    identify: (name) => {
      const arn = arnOf('states', `stateMachine:${name}`);
      return { ref: arn, attributes: { Arn: arn, Name: name } };
    },
  },
};

const UNKNOWN_KIND: ResourceKind = { nameProperty: 'Name', identify: (name) => ({ ref: name, attributes: {} }) };

const PSEUDO_PARAMETERS: Readonly<Record<string, string | undefined>> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Region': REGION,
  'AWS::Partition': PARTITION,
  'AWS::StackName': STACK_NAME,
  'AWS::StackId': arnOf('cloudformation', `stack/${STACK_NAME}/local`),
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': undefined,
};

const INTRINSIC = /^(Ref|Condition|Fn::.+)$/;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface StackResolver {
  /** The resource's properties with every intrinsic function replaced by its value. */
  readonly propertiesOf: (logicalId: string) => unknown;
  /** The name that the resource has in its service: the one it was given, else one made from its logical id. */
  readonly nameOf: (logicalId: string) => string;
  readonly refOf: (logicalId: string) => string;
}

/** Resolves the intrinsic functions of a template the way a deployment would, but with the local world's names. */
export const createResolver = (resources: TemplateResources, queueOrigin: string): StackResolver => {
  const fail = (path: string, problem: string): never => {
    throw new UnresolvableIntrinsic(`${path}: ${problem}`);
  };
  const kindOf = (logicalId: string): ResourceKind => KINDS[resources[logicalId]?.Type ?? ''] ?? UNKNOWN_KIND;

  const nameOf = (logicalId: string): string => {
    const { nameProperty } = kindOf(logicalId);
    const properties = resources[logicalId]?.Properties;
    const given = isRecord(properties) ? properties[nameProperty] : undefined;
    if (given === undefined) return `${STACK_NAME}-${logicalId}`;
    return text(resolve(given, `${logicalId}.${nameProperty}`), `${logicalId}.${nameProperty}`);
  };
  const identityOf = (logicalId: string): Identity => kindOf(logicalId).identify(nameOf(logicalId), queueOrigin);

  const text = (value: unknown, path: string): string =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : fail(path, `expected text, got ${JSON.stringify(value)}`);

  const list = (value: unknown, path: string): readonly unknown[] => {
    const resolved = resolve(value, path);
    return Array.isArray(resolved) ? resolved : fail(path, `expected a list, got ${JSON.stringify(resolved)}`);
  };

  const ref = (target: unknown, path: string): string | undefined => {
    const name = text(target, path);
    if (name in PSEUDO_PARAMETERS) return PSEUDO_PARAMETERS[name];
    if (!resources[name]) return fail(path, `Ref to ${name}, which the template does not have`);
    return identityOf(name).ref;
  };

  const attribute = (target: unknown, path: string): string => {
    const [logicalId = '', ...rest] = Array.isArray(target) ? target.map(String) : text(target, path).split('.');
    const name = rest.join('.');
    if (!resources[logicalId]) return fail(path, `Fn::GetAtt of ${logicalId}, which the template does not have`);
    return identityOf(logicalId).attributes[name] ?? fail(path, `Fn::GetAtt ${logicalId}.${name} has no value here`);
  };

  const substitute = (argument: unknown, path: string): string => {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const values = isRecord(variables) ? variables : {};
    const valueIn = (name: string): string => {
      if (name in values) return text(resolve(values[name], path), path);
      return text(name.includes('.') && !(name in PSEUDO_PARAMETERS) ? attribute(name, path) : ref(name, path), path);
    };
    return text(template, path).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) =>
      literal ? `\${${name}}` : valueIn(name.trim()),
    );
  };

  const apply = (intrinsic: string, argument: unknown, path: string): unknown => {
    switch (intrinsic) {
      case 'Ref':
        return ref(argument, path);
      case 'Fn::GetAtt':
        return attribute(argument, path);
      case 'Fn::Sub':
        return substitute(argument, path);
      case 'Fn::Join': {
        const [separator, parts] = list(argument, path);
        return list(parts, path)
          .map((part) => text(part, path))
          .join(text(separator, path));
      }
      case 'Fn::Select': {
        const [index, options] = list(argument, path);
        return list(options, path)[Number(index)];
      }
      case 'Fn::Split': {
        const [separator, whole] = list(argument, path);
        return text(whole, path).split(text(separator, path));
      }
      default:
        return fail(path, `${intrinsic} cannot be resolved outside AWS`);
    }
  };

  const resolve = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) {
      return value.map((item, index) => resolve(item, `${path}[${index}]`)).filter((item) => item !== undefined);
    }
    if (!isRecord(value)) return value;
    const [only, ...others] = Object.keys(value);
    if (only !== undefined && others.length === 0 && INTRINSIC.test(only)) {
      return apply(only, value[only], `${path}.${only}`);
    }
    const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, `${path}.${key}`)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };

  return {
    propertiesOf: (logicalId) => resolve(resources[logicalId]?.Properties ?? {}, logicalId),
    nameOf,
    refOf: (logicalId) => identityOf(logicalId).ref,
  };
};
