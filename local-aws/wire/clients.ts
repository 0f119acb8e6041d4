import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import * as stepfunctions from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';

interface Client {
  /** The service's name in the scope of a signature. */
  readonly signingName: string;
  /** The exports of the SDK client, which include its schemas. */
  readonly schemas: object;
}

/** The services of the gateway, by their AWS CLI names. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  'application-autoscaling': { signingName: 'application-autoscaling', schemas: autoscaling },
  cloudtrail: { signingName: 'cloudtrail', schemas: cloudtrail },
  cloudwatch: { signingName: 'monitoring', schemas: cloudwatch },
  dynamodb: { signingName: 'dynamodb', schemas: dynamodb },
  ecs: { signingName: 'ecs', schemas: ecs },
  elbv2: { signingName: 'elasticloadbalancing', schemas: elbv2 },
  logs: { signingName: 'logs', schemas: logs },
  lambda: { signingName: 'lambda', schemas: lambda },
  sns: { signingName: 'sns', schemas: sns },
  sqs: { signingName: 'sqs', schemas: sqs },
  stepfunctions: { signingName: 'states', schemas: stepfunctions },
};

/** Returns the AWS CLI name of the service with this signing name: `elbv2` for `elasticloadbalancing`. */
export const serviceSignedAs = (signingName: string): string | undefined =>
  Object.keys(CLIENTS).find((id) => CLIENTS[id]?.signingName === signingName);

export const signingNames = (): readonly string[] => Object.values(CLIENTS).map((client) => client.signingName);
