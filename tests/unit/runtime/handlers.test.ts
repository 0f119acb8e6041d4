// Unit layer: every function's folder has a handler whose definition can be composed and run.
import { readdirSync } from 'node:fs';
import { jest } from '@jest/globals';
import { packagedPolicies } from '#deploy/packaged-policies.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';

const FOLDER = new URL('../../../functions/', import.meta.url);
const names = readdirSync(FOLDER);

const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  STAGE: 'test',
  TABLE_NAME: 'table',
  CHECKS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/checks',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:recovery',
  ALERTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:alerts',
  PROBE_FUNCTION_NAME: 'probe-service',
};

beforeAll(() => Object.assign(process.env, ENVIRONMENT));

// as packaging would: it replaces this module
jest.unstable_mockModule('#shared/runtime/packaged-policies.ts', () => ({
  PACKAGED_POLICIES: packagedPolicies([aPolicy()]),
}));

interface Loaded {
  readonly definition: {
    readonly name: string;
    readonly uses: Readonly<Record<string, () => unknown>>;
    readonly run: (services: object) => unknown;
  };
  readonly handler: unknown;
}

it.each(names)('%s', async (name) => {
  const { definition, handler } = (await import(`#functions/${name}/handler.ts`)) as Loaded;
  expect(definition.name).toBe(name);
  expect(typeof handler).toBe('function');
  const services = Object.fromEntries(Object.entries(definition.uses).map(([each, provide]) => [each, provide()]));
  expect(Object.values(services)).not.toContain(undefined);
  expect(typeof definition.run(services)).toBe('function');
});
