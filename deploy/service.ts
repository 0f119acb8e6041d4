import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMedicFile } from '#shared/runtime/config.ts';
import { ownAlarms, signalAlarms } from './alarms.ts';
import type { Resources } from './cloudformation.ts';
import { failureQueues } from './failure-queues.ts';
import { readFunctionFiles } from './function-file.ts';
import { invokePermissions, serverlessFunctions } from './functions.ts';
import { functionRoles } from './roles.ts';
import { recoveryWorkflow } from './workflow.ts';

/**
 * The part of the deployment that follows from medic.yml, the folders in functions/ and the workflow.
 * Throws ConfigInvalid with every fault of medic.yml before anything is packaged.
 */
export function describeService({ folder, stage }: { readonly folder: string; readonly stage: string }) {
  const text = (path: string) => readFileSync(join(folder, path), 'utf8');
  const { policies, network, taskRoles } = parseMedicFile(text('medic.yml'), 'medic.yml');
  const files = readFunctionFiles(join(folder, 'functions'));
  const surroundings = { stage, policies, taskRoles };
  const functionNames = files.map(({ name }) => name);
  const Resources: Resources = {
    ...functionRoles(files, surroundings),
    ...failureQueues(files, stage),
    ...invokePermissions(files),
    ...recoveryWorkflow(text('workflows/recovery.asl.json'), functionNames, stage),
    ...signalAlarms(policies, stage),
    ...ownAlarms(files, stage),
  };
  return { functions: serverlessFunctions(files, surroundings, network), resources: { Resources } };
}
