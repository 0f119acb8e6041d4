import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { deepFreeze } from './deep-freeze.ts';
import { PACKAGED_POLICIES, type PackagedPolicies } from './packaged-policies.ts';

/** All that a function is told from outside. A function is given only what it needs; asking for more throws {@link ConfigInvalid}. */
export interface FunctionConfig {
  readonly policies: readonly ServicePolicy[];
  /** Identifies the policies; the stack has it among its outputs. */
  readonly policiesDigest: string;
  readonly stage: string;
  readonly tableName: string;
  readonly checksQueueUrl: string;
  readonly stateMachineArn: string;
  readonly alertsTopicArn: string;
  readonly probeFunctionName: string;
}

/** The code was bundled without the policies of medic.yml. */
export class PoliciesMissing extends Error {
  override readonly name = 'PoliciesMissing';
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Rule {
  readonly holds: (value: string) => boolean;
  readonly says: string;
}

const FILLED: Rule = { holds: (value) => value !== '', says: 'must not be empty' };
const URL_TEXT: Rule = { holds: (value) => URL.canParse(value), says: 'must be a URL' };
const ARN: Rule = { holds: (value) => value.startsWith('arn:'), says: 'must be an ARN' };

/** Every variable that a function may be deployed with. */
const VARIABLES = {
  STAGE: FILLED,
  TABLE_NAME: FILLED,
  CHECKS_QUEUE_URL: URL_TEXT,
  STATE_MACHINE_ARN: ARN,
  ALERTS_TOPIC_ARN: ARN,
  PROBE_FUNCTION_NAME: FILLED,
} as const satisfies Readonly<Record<string, Rule>>;

/**
 * The configuration of one function, to be read once per cold start: its environment, and the policies that were packaged with it.
 * These are parsed when they are first asked for, so that a function without use for them pays nothing.
 */
export const readFunctionConfig = (
  environment: Environment = process.env,
  packaged: PackagedPolicies | undefined = PACKAGED_POLICIES,
): FunctionConfig => {
  refuseFaults(environment);
  const required = (variable: keyof typeof VARIABLES): string => {
    const value = environment[variable];
    if (value === undefined)
      throw new ConfigInvalid('The environment', [`${variable} is missing: this function was not deployed with it`]);
    return value;
  };
  let policies: readonly ServicePolicy[] | undefined;
  return Object.freeze({
    get policies() {
      policies ??= deepFreeze(JSON.parse(present(packaged).json) as readonly ServicePolicy[]);
      return policies;
    },
    get policiesDigest() {
      return present(packaged).digest;
    },
    get stage() {
      return required('STAGE');
    },
    get tableName() {
      return required('TABLE_NAME');
    },
    get checksQueueUrl() {
      return required('CHECKS_QUEUE_URL');
    },
    get stateMachineArn() {
      return required('STATE_MACHINE_ARN');
    },
    get alertsTopicArn() {
      return required('ALERTS_TOPIC_ARN');
    },
    get probeFunctionName() {
      return required('PROBE_FUNCTION_NAME');
    },
  });
};

/** Says of all variables at once which is wrong and why, never what it holds. */
const refuseFaults = (environment: Environment): void => {
  const faults = Object.entries<Rule>(VARIABLES).flatMap(([variable, { holds, says }]) => {
    const value = environment[variable];
    return value === undefined || holds(value) ? [] : [`${variable}: ${says}`];
  });
  if (faults.length > 0) throw new ConfigInvalid('The environment', faults);
};

const present = (packaged: PackagedPolicies | undefined): PackagedPolicies => {
  if (packaged !== undefined) return packaged;
  throw new PoliciesMissing(
    'This bundle holds no policies: it was not made by "serverless package", which puts those of medic.yml into it. Package and deploy it again.',
  );
};
