import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseYaml } from '#shared/runtime/config-yaml.ts';
import { SCOPES, USES } from './grants.ts';

/** The schema of functions/NAME/function.yml describes the AWS resources, permissions and events of one function. */
const FUNCTION_FILE_SCHEMA = z.strictObject({
  description: z.string().min(1).max(256),
  timeoutSeconds: z.int().min(1).max(900).default(30),
  memoryMb: z.int().min(128).max(10_240).default(512),
  /** The function uses these parts of the deployment; each adds its environment variable and permissions. */
  uses: z.array(z.enum(USES)).default([]),
  /** Only this function has these permissions. */
  may: z
    .array(z.strictObject({ do: z.array(z.string().regex(/^[a-z0-9-]+:[A-Za-z]+$/)).min(1), on: z.enum(SCOPES) }))
    .default([]),
  /** Lambda queues the events of the function; failed events go to its own failure queue. */
  asynchronous: z.strictObject({ retries: z.int().min(0).max(2) }).optional(),
  /** Lambda reserves this concurrency for the function and limits it to that. */
  concurrency: z.int().min(1).max(100).optional(),
  /** True when the function runs in the network of the services. */
  inNetwork: z.boolean().default(false),
  /** These AWS services may invoke the function from this account, in addition to its events. */
  invokedBy: z.array(z.string().endsWith('.amazonaws.com')).default([]),
  /** The events have the format of the Serverless Framework (https://github.com/oss-serverless/osls, functions, events). */
  events: z.array(z.record(z.string(), z.json())).default([]),
});

export type FunctionFile = z.output<typeof FUNCTION_FILE_SCHEMA> & { readonly name: string };

/** Reads the function.yml of every folder. Throws ConfigInvalid if one is invalid. */
export const readFunctionFiles = (folder: string): readonly FunctionFile[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => readFunctionFile(folder, name));

function readFunctionFile(folder: string, name: string): FunctionFile {
  const text = readFileSync(join(folder, name, 'function.yml'), 'utf8');
  return { name, ...parseYaml(text, `functions/${name}/function.yml`, FUNCTION_FILE_SCHEMA) };
}
