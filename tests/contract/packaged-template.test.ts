// Contract layer: whether the template that the Serverless Framework packages is one that strict readers take.
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { packagedService } from '#tests/simulation/packaged-service.ts';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.unknown(), DependsOn: z.array(z.string()).default([]) }),
  ),
});

const { folder, template: packagedTemplate } = await packagedService();
const resources = Template.parse(packagedTemplate).Resources;

describe('the packaged template', () => {
  it('has no DependsOn on a resource that is referred to anyway', () => {
    const redundant = Object.entries(resources).flatMap(([id, { Properties, DependsOn }]) =>
      DependsOn.filter((other) =>
        [`{"Ref":"${other}"}`, `{"Fn::GetAtt":["${other}",`, `\${${other}}`, `\${${other}.`].some((reference) =>
          JSON.stringify(Properties).includes(reference),
        ),
      ).map((other) => `${id} on ${other}`),
    );
    expect(redundant).toEqual([]);
  });

  it('keeps the DependsOn of every function on its log group, which nothing else says', () => {
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions).not.toEqual([]);
    for (const { DependsOn } of functions) expect(DependsOn).toEqual([expect.stringMatching(/LogGroup$/)]);
  });

  const isInstalled = spawnSync('cfn-lint', ['--version']).status === 0;
  if (isInstalled)
    it('has nothing that cfn-lint warns about', async () => {
      const template = join(folder, 'cloudformation-template-update-stack.json');
      const lint = promisify(execFile)('cfn-lint', ['--regions', 'us-east-1', '--', template]);
      await expect(lint).resolves.toMatchObject({ stdout: '' });
    }, 60_000);
  else it.skip('has nothing that cfn-lint warns about: skipped, because cfn-lint is not installed', () => {});
});
