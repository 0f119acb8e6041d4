import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { parse } from 'yaml';

/** Most that the archive of a function may weigh. */
export const LARGEST_ARCHIVE_BYTES = 400_000;

/** Reads the settings that serverless.yml gives to serverless-esbuild; those that are the packager's own are taken out. */
interface PackagerOptions extends BuildOptions {
  readonly exclude: readonly string[];
  readonly outputFileExtension: string;
  readonly plugins: never;
}

/** The options by which packaging bundles the functions, as serverless.yml has them. */
export const bundlingOptions = (root: string): BuildOptions => {
  const { custom } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8')) as {
    readonly custom: { readonly esbuild: PackagerOptions };
  };
  const { exclude: _, outputFileExtension, plugins, ...options } = custom.esbuild;
  return {
    ...options,
    absWorkingDir: root,
    outExtension: { '.js': outputFileExtension },
    plugins: pluginsIn(join(root, plugins)),
    logLevel: 'error',
  };
};

const NO_POLICIES = { digest: 'none', json: '[]' };

const pluginsIn = (file: string): Plugin[] =>
  createRequire(file)(file)({ service: { custom: { policies: NO_POLICIES } } }) as Plugin[];

/** Separates what a cold start loads from what is loaded on first use: names of packages, or of folders of ours. */
export interface Contents {
  readonly atStart: ReadonlySet<string>;
  readonly later: ReadonlySet<string>;
}

/** Bundles one function as packaging does, without writing it, and says what is in it. */
export const contentsOf = async (root: string, functionName: string): Promise<Contents> => {
  const { metafile } = await build({
    ...bundlingOptions(root),
    entryPoints: [`functions/${functionName}/handler.ts`],
    outdir: 'bundle',
    write: false,
    metafile: true,
  });
  const { outputs } = metafile;
  const files = Object.keys(outputs);
  const entry = files.filter((file) => outputs[file]?.entryPoint?.endsWith(`${functionName}/handler.ts`));
  const start = withImports(outputs, entry);
  return { atStart: packagesIn(outputs, start), later: packagesIn(outputs, new Set(files).difference(start)) };
};

/** The files with all that they import by statement, directly or not. */
const withImports = (outputs: Metafile['outputs'], files: readonly string[]): ReadonlySet<string> => {
  const found = new Set<string>();
  const add = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement') add(path);
  };
  files.forEach(add);
  return found;
};

const packagesIn = (outputs: Metafile['outputs'], files: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(
    [...files]
      .flatMap((file) => Object.entries(outputs[file]?.inputs ?? {}))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([input]) => packageOf(input)),
  );

/** `@aws-sdk/client-ecs` of its source, the innermost where packages are nested; `shared/domain` of ours. */
const packageOf = (input: string): string => {
  const inner = input.split('node_modules/').at(-1) ?? input;
  const [first = '', second = ''] = inner.split('/');
  return inner === input || first.startsWith('@') ? `${first}/${second}` : first;
};
