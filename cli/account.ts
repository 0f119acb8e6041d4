import { LambdaClient } from '@aws-sdk/client-lambda';
import { resourceName } from '#shared/domain/model/resource-names.ts';

/** Where the functions are deployed. */
export interface Account {
  readonly stage: string;
  readonly region?: string;
  /** Another endpoint than AWS's own, as for the `aws` command. */
  readonly endpointUrl?: string;
}

/** What of the environment counts where the endpoint is not AWS's. */
interface Environment {
  readonly AWS_REGION?: string | undefined;
  readonly AWS_DEFAULT_REGION?: string | undefined;
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_PROFILE?: string | undefined;
}

interface SetUp {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** As much of a client's configuration as all AWS services share. */
export interface ClientSettings extends SetUp {
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

const CONNECT_WITHIN_MS = 3_000;
/** The slowest function has a minute. */
const ANSWER_WITHIN_MS = 65_000;

/**
 * A client for that account. An endpoint of one's own needs no AWS set-up: what the environment does not say is made up,
 * for every request carries a region and is signed.
 */
export const connectTo = (account: Account, environment: Environment): LambdaClient =>
  new LambdaClient(clientSettings(account, environment));

/** What the client of any AWS service needs for that account. */
export const clientSettings = (account: Account, environment: Environment): ClientSettings => ({
  requestHandler: {
    connectionTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    throwOnRequestTimeout: true,
  },
  ...(account.region !== undefined && { region: account.region }),
  ...(account.endpointUrl !== undefined && madeUpSetUp(account.endpointUrl, account.region, environment)),
});

const madeUpSetUp = (endpoint: string, region: string | undefined, environment: Environment): SetUp => ({
  endpoint,
  region: region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
  ...(environment.AWS_ACCESS_KEY_ID === undefined &&
    environment.AWS_PROFILE === undefined && {
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
});

/** `ecs-medic-dev-score-health`, as serverless.yml names them. */
export const functionNameIn = ({ stage }: Account, verbNoun: string): string => resourceName(stage, verbNoun);

/** `ecs-medic-dev`, as the deployment names it. */
export const tableNameIn = ({ stage }: Account): string => resourceName(stage);
