// Unit layer: whether every role agrees with AWS's service authorization reference.

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cwd } from 'node:process';
import { EXAMPLE_CONFIG } from '#deploy/example-config.ts';
import type { Statement } from '#local-aws/iam/iam.ts';
import { referenceFaults } from './authorization-reference.ts';
import { roleStatements } from './role-statements.ts';

const REVISION = 'arn:aws:ecs:us-east-1:123456789012:service-revision/ml/registry/*';
const SERVICE = 'arn:aws:ecs:us-east-1:123456789012:service/ml/registry';

const allow = (action: string, ...on: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: [action],
  Resource: on,
});

/** A folder to package from that differs from this one in its medic.yml alone, with many services: roles name these by cluster. */
const fleetFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-fleet-'));
  for (const shared of ['functions', 'workflows']) symlinkSync(resolve(shared), join(folder, shared));
  const services = Array.from({ length: 13 }, (_, n) => `  - { name: s${n}, cluster: ml, service: s${n} }\n`);
  writeFileSync(join(folder, 'medic.yml'), `services:\n${services.join('')}`);
  return folder;
};

const fleet = fleetFolder();
afterAll(() => rmSync(fleet, { recursive: true }));

describe.each([
  { what: 'the services of this medic.yml', roles: roleStatements(cwd(), EXAMPLE_CONFIG) },
  { what: 'a fleet', roles: roleStatements(fleet, join(fleet, 'medic.yml')) },
])('of $what', ({ roles }) => {
  it.each(Object.keys(roles))('%s agrees with the authorization reference', async (role) => {
    expect(await referenceFaults(roles[role] ?? [])).toEqual([]);
  });
});

describe('the authorization reference contradicts', () => {
  it.each([
    {
      what: 'an action that is allowed on one of two required resource types',
      statements: [allow('ecs:DescribeServiceRevisions', REVISION)],
      fault: 'ecs:DescribeServiceRevisions requires the resource type service, which no statement allows',
    },
    {
      what: 'an action without resource types that is allowed on a resource',
      statements: [
        allow('ecs:DescribeTaskDefinition', 'arn:aws:ecs:us-east-1:123456789012:task-definition/registry:*'),
      ],
      fault:
        'ecs:DescribeTaskDefinition is never authorized on arn:aws:ecs:us-east-1:123456789012:task-definition/registry:*',
    },
    {
      what: 'an action that does not exist',
      statements: [allow('ecs:DescribeRevisions', '*')],
      fault: 'ecs:DescribeRevisions is not an action of AWS',
    },
    {
      what: 'a condition that the action does not know',
      statements: [
        { ...allow('ecs:DescribeTaskDefinition', '*'), Condition: { ArnEquals: { 'ecs:cluster': 'arn:ml' } } },
      ],
      fault: 'ecs:DescribeTaskDefinition does not know the condition key ecs:cluster',
    },
  ])('$what', async ({ statements, fault }) => {
    expect(await referenceFaults(statements)).toEqual([fault]);
  });

  it('nothing that spreads over two statements', async () => {
    const statements = [REVISION, SERVICE].map((on) => allow('ecs:DescribeServiceRevisions', on));
    expect(await referenceFaults(statements)).toEqual([]);
  });
});
