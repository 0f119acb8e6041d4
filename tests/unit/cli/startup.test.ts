// Unit: the command starts fast because help loads no large package; checked by the modules that a real process loads.
import { spawnSync } from 'node:child_process';

/** Prints the URL of every module that is loaded after it, one a line, on stderr. */
const LIST_MODULES = `
import { registerHooks } from 'node:module';
registerHooks({
  load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)),
});`;

const loadedBy = (...words: readonly string[]) => {
  const hook = `data:text/javascript,${encodeURIComponent(LIST_MODULES)}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', hook, 'cli/medic.mjs', ...words], {
    encoding: 'utf8',
  });
  const packages = [...stderr.matchAll(/\/node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//g)].map(([, name]) => name);
  return { stdout, packages: [...new Set(packages)] };
};

describe('medic loads only its command-line parser', () => {
  it.each([
    { words: ['--help'], shows: 'Usage: medic [options] [command]' },
    { words: ['score', '--help'], shows: 'Usage: medic score' },
    { words: ['record'], shows: '' },
  ])('for $words', ({ words, shows }) => {
    const { stdout, packages } = loadedBy(...words);
    expect(stdout).toContain(shows);
    expect(packages).toEqual(['commander']);
  });

  it('and loads a command’s packages when the command runs', () => {
    expect(loadedBy('signal', 'events/samples/alarm-muted.json').packages).toContain('zod');
  });
});
