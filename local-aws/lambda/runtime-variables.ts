import type { Instant } from '#shared/domain/model/time.ts';
import { REGION } from '../stack/account.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';

export interface VariableSources {
  readonly deployed: DeployedFunction;
  /** The folder with its unpacked code. */
  readonly folder: string;
  readonly runtimeApi: string;
  readonly accessKeyId: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly now: Instant;
  /** Added to the variables of Lambda and of the template; overrides both. */
  readonly extra: Readonly<Record<string, string>>;
}

/**
 * The whole environment of a function's process: the variables of Lambda and of the template, and PATH. Nothing else of
 * this process's environment is passed on.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const variablesOf = (sources: VariableSources): Record<string, string> => {
  const { deployed, folder, runtimeApi, accessKeyId, hosts, now, extra } = sources;
  return {
    ...deployed.environment,
    PATH: process.env.PATH ?? '',
    TZ: 'UTC',
    HOME: folder, // keeps the SDK from reading the user's ~/.aws
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
    AWS_LAMBDA_FUNCTION_NAME: deployed.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: deployed.handler,
    LOCAL_AWS_HOSTS: JSON.stringify(hosts),
    LOCAL_AWS_NOW_MS: String(Math.floor(now)),
    ...extra,
  };
};
