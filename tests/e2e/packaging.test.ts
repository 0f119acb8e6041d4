// End-to-end layer: what `serverless package` makes of the medic.yml that it is told to take.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import { type PackagedService, packageService } from '#deploy/package-service.ts';
import { LARGEST_ARCHIVE_BYTES } from '#scripts/bench/bundle.ts';
import { packagedService, ROOT } from '#tests/simulation/packaged-service.ts';

/** Packages the service several times, beside other test files that package it as well. */
jest.setTimeout(300_000);

mkdirSync(join(ROOT, '.medic'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.medic', 'test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const packageOf = (config: string): Promise<PackagedService> =>
  packageService(ROOT, () => undefined, { config, folder: relative(ROOT, join(folder, 'package')) });

/** The code of a function that a cold start reads first. */
const handlerIn = ({ folder: archives }: PackagedService, name: string): string =>
  Buffer.from(unzipSync(readFileSync(join(archives, `${name}.zip`)))[`functions/${name}/handler.mjs`] ?? []).toString();

interface Output {
  readonly Value: string;
}

const digestIn = ({ template }: PackagedService): string =>
  (template as { readonly Outputs: { readonly PoliciesDigest: Output } }).Outputs.PoliciesDigest.Value;

describe('packaging of a medic.yml outside of the checkout', () => {
  let packaged: PackagedService;
  beforeAll(async () => {
    const config = join(folder, 'team.yml');
    writeFileSync(
      config,
      'services:\n  - { name: shop, cluster: retail, service: web }\n  - { name: till, cluster: retail, service: pay }\n',
    );
    packaged = await packageOf(relative(ROOT, config));
  });

  it('makes roles for its services and for no others', () => {
    const text = JSON.stringify(packaged.template);
    expect(text).toContain('service/retail/web');
    expect(text).toContain('service/retail/pay');
    expect(text).not.toContain('mlflow');
  });

  it('puts its policies, with their digest, into the functions that go by them', () => {
    const [, json = ''] = /json:'(\[.*?\])'/.exec(handlerIn(packaged, 'plan-checks')) ?? [];
    expect(JSON.parse(json).map(({ name, mode }: { name: string; mode: string }) => [name, mode])).toEqual([
      ['shop', 'observe'],
      ['till', 'observe'],
    ]);
    const digest = createHash('sha256').update(json).digest('hex');
    expect(handlerIn(packaged, 'plan-checks')).toContain(digest);
    expect(digestIn(packaged)).toBe(digest);
  });

  it('leaves them out of a function that has no use for them', () => {
    expect(handlerIn(packaged, 'probe-service')).not.toContain('retail');
  });

  it('leaves nothing where a deployment would look', () => {
    expect(readdirSync(folder).sort()).toEqual(['package', 'team.yml']);
  });
});

describe('packaging of a medic.yml that is not there', () => {
  it('stops, and names the file and what to do, without our own call stack', async () => {
    const config = relative(ROOT, join(folder, 'nowhere.yml'));
    const refusal = await packageOf(config).catch((error: Error) => error.message);
    expect(refusal).toContain(
      `${join(ROOT, config)} cannot be read: there is no such file; name the file with --param config=FILE or in MEDIC_CONFIG, or start from examples/starter/medic.yml.`,
    );
    expect(refusal).not.toMatch(/^\s+at /m);
  });
});

describe('the archives', () => {
  it('are below 400 kB each, and hold of a function its own files alone', async () => {
    const { folder: archives } = await packagedService();
    const names = readdirSync('functions').sort();
    const sizes = names.map((name) => statSync(join(archives, `${name}.zip`)).size);
    expect(Math.max(...sizes)).toBeLessThan(LARGEST_ARCHIVE_BYTES);
    for (const name of names) {
      const files = Object.keys(unzipSync(readFileSync(join(archives, `${name}.zip`))));
      expect(files.filter((file) => !file.startsWith(`functions/${name}/handler.`))).toEqual([]);
    }
  });
});
