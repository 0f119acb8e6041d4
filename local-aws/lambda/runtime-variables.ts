import type { Instant } from '#shared/domain/model/time.ts';
import { REGION } from '../stack/account.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';

export interface VariableSources {
  readonly deployed: DeployedFunction;
  /** Where its code is unpacked. */
  readonly folder: string;
  readonly runtimeApi: string;
  readonly accessKeyId: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly now: Instant;
  /** Added to what Lambda and the template give, and stronger than both. */
  readonly extra: Readonly<Record<string, string>>;
}

/**
 * All that a function's process sees of an environment: what Lambda and the template would give it, where the world is, and PATH.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const variablesOf = (sources: VariableSources): Record<string, string> => {
  const { deployed, folder, runtimeApi, accessKeyId, hosts, now, extra } = sources;
  return {
    ...deployed.environment,
    PATH: process.env.PATH ?? '',
    TZ: 'UTC',
    HOME: folder, // so that nobody's own ~/.aws is read
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
    MEDIC_WORLD_HOSTS: JSON.stringify(hosts),
    MEDIC_WORLD_NOW_MS: String(Math.floor(now)),
    ...extra,
  };
};
