import { LambdaClient } from '@aws-sdk/client-lambda';
import { resourceName } from '#shared/domain/model/resource-names.ts';

/** A deployment of ecs-medic: its stage, and how to reach the AWS account that it is in. */
export interface Account {
  readonly stage: string;
  readonly region?: string;
  /** Replaces the endpoint of every AWS service, like `--endpoint-url` of the AWS CLI. */
  readonly endpointUrl?: string;
}

/** The environment variables that decide whether defaults are needed for a local endpoint. */
interface Environment {
  readonly AWS_REGION?: string | undefined;
  readonly AWS_DEFAULT_REGION?: string | undefined;
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_PROFILE?: string | undefined;
}

interface EndpointSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The client configuration that all AWS services share. */
export interface ClientSettings extends EndpointSettings {
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

const CONNECT_TIMEOUT_MS = 3_000;
/** The slowest function has a timeout of one minute. */
const REQUEST_TIMEOUT_MS = 65_000;

export const connectTo = (account: Account, environment: Environment): LambdaClient =>
  new LambdaClient(clientSettings(account, environment));

/** Returns the settings of an AWS client for an account. */
export const clientSettings = (account: Account, environment: Environment): ClientSettings => ({
  requestHandler: {
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  },
  ...(account.region !== undefined && { region: account.region }),
  ...(account.endpointUrl !== undefined && localSettings(account.endpointUrl, account.region, environment)),
});

/** Fills in a region and credentials, which every request is signed with, if the environment has none: a local endpoint needs no AWS account. */
const localSettings = (endpoint: string, region: string | undefined, environment: Environment): EndpointSettings => ({
  endpoint,
  region: region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
  ...(environment.AWS_ACCESS_KEY_ID === undefined &&
    environment.AWS_PROFILE === undefined && {
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
});

/** Returns a function's name as in serverless.yml: `ecs-medic-dev-score-health`. */
export const functionNameIn = ({ stage }: Account, verbNoun: string): string => resourceName(stage, verbNoun);

/** Returns the table's name as in serverless.yml: `ecs-medic-dev`. */
export const tableNameIn = ({ stage }: Account): string => resourceName(stage);
