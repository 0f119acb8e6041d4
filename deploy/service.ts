import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMedicFile } from '#shared/runtime/config.ts';
import { readConfigText } from '#shared/runtime/config-file.ts';
import { ownAlarms, signalAlarms } from './alarms.ts';
import type { Resources } from './cloudformation.ts';
import { failureQueues } from './failure-queues.ts';
import { readFunctionFiles } from './function-file.ts';
import { invokePermissions, serverlessFunctions } from './functions.ts';
import { packagedPolicies } from './packaged-policies.ts';
import { functionRoles } from './roles.ts';
import { recoveryWorkflow } from './workflow.ts';

export interface ServiceSources {
  /** The folder contains functions/ and workflows/. */
  readonly folder: string;
  readonly stage: string;
  /** The deployment uses the medic.yml at this path. */
  readonly config: string;
}

const ADVICE = 'name the file with --param config=FILE or in MEDIC_CONFIG, or start from examples/starter/medic.yml';

/**
 * Builds the generated part of the deployment from medic.yml, the folders in functions/ and the workflow.
 * Throws ConfigInvalid with all faults of medic.yml, or ConfigUnreadable, before the packaging starts.
 */
export function describeService({ folder, stage, config }: ServiceSources) {
  const { policies, network, taskRoles } = parseMedicFile(readConfigText(config, ADVICE), config);
  const files = readFunctionFiles(join(folder, 'functions'));
  const workflow = readFileSync(join(folder, 'workflows/recovery.asl.json'), 'utf8');
  const context = { stage, policies, taskRoles };
  const functionNames = files.map(({ name }) => name);
  const packaged = packagedPolicies(policies);
  const Resources: Resources = {
    ...functionRoles(files, context),
    ...failureQueues(files, stage),
    ...invokePermissions(files),
    ...recoveryWorkflow(workflow, functionNames, stage),
    ...signalAlarms(policies, stage),
    ...ownAlarms(files, stage),
  };
  return {
    functions: serverlessFunctions(files, context, network),
    resources: { Resources, Outputs: { PoliciesDigest: digestOutput(packaged.digest) } },
    policies: packaged,
  };
}

const digestOutput = (digest: string) => ({
  Description: 'SHA-256 of the policies of medic.yml; each function logs it at a cold start',
  Value: digest,
});
