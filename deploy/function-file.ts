import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseYaml } from '#shared/runtime/config-yaml.ts';
import { SCOPES, USES } from './grants.ts';

/** functions/NAME/function.yml: what one function needs from AWS and by what it is called, beside its code. */
const FUNCTION_FILE_SCHEMA = z.strictObject({
  description: z.string().min(1).max(256),
  timeoutSeconds: z.int().min(1).max(900).default(30),
  memoryMb: z.int().min(128).max(10_240).default(512),
  /** Parts of the deployment that it works with; each brings its environment variable and its permissions. */
  uses: z.array(z.enum(USES)).default([]),
  /** Permissions that only this function has. */
  may: z
    .array(z.strictObject({ do: z.array(z.string().regex(/^[a-z0-9-]+:[A-Za-z]+$/)).min(1), on: z.enum(SCOPES) }))
    .default([]),
  /** Events wait for it in a queue of Lambda's; what it does not get done ends in a queue of its own. */
  asynchronous: z.strictObject({ retries: z.int().min(0).max(2) }).optional(),
  /** Most copies that run at once; these are also set aside for it. */
  concurrency: z.int().min(1).max(100).optional(),
  /** Whether it runs in the network of the services. */
  inNetwork: z.boolean().default(false),
  /** AWS services of this account that may call it, apart from its events. */
  invokedBy: z.array(z.string().endsWith('.amazonaws.com')).default([]),
  /** As in https://github.com/oss-serverless/osls (functions, events). */
  events: z.array(z.record(z.string(), z.json())).default([]),
});

export type FunctionFile = z.output<typeof FUNCTION_FILE_SCHEMA> & { readonly name: string };

/** Every folder that holds a function.yml is a function. Throws ConfigInvalid for a faulty one. */
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
