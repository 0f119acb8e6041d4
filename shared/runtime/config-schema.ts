import { z } from 'zod';
import { LOG_MEANINGS } from '#shared/domain/model/message-meaning.ts';
import { PROFILE_NAMES } from './profiles.ts';
import { SCORING_SCHEMA } from './scoring-schema.ts';

/** Such a check runs although other faults were found, so that all are reported together; hence it takes nothing for granted. */
const ALWAYS = { when: () => true };

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and -, and start with a letter')
  .describe('Lower-case name of at most 40 characters; it is part of metrics, locks, alerts and execution names.');
const ecsName = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'must be 1 to 255 letters, digits, _ and -');
const hostName = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?$/, 'must be a host name or an IPv4 address');
const wholeNumber = (least: number, most: number) => z.int().min(least).max(most);

const critical = z.boolean().default(false).describe('Whether the service cannot do its work without it.');
const listener = { name, critical, host: hostName, port: wholeNumber(1, 65535) };

const dependency = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('postgres'), ...listener }),
  z.strictObject({ kind: z.literal('mysql'), ...listener }),
  z.strictObject({ kind: z.literal('redis'), ...listener }),
  z.strictObject({ kind: z.literal('tcp'), ...listener }),
  z.strictObject({
    kind: z.literal('s3'),
    name,
    critical,
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket'),
  }),
  z.strictObject({ kind: z.literal('dns'), name, critical, record: hostName }),
]);

const breaker = z.strictObject({
  name,
  kind: z.literal('shared'),
  dependency: name.describe('The dependency that the breaker protects.'),
});

const objectives = z
  .strictObject({ latencyP95Ms: wholeNumber(1, 60_000), errorRate: z.number().min(0.0001).max(0.5) })
  .partial()
  .describe('What the service promises its users.');

const limits = z
  .strictObject({
    maxActionsPerHour: wholeNumber(0, 20),
    maxRollbacksPer6Hours: wholeNumber(0, 5),
  })
  .partial()
  .describe('How much the medic may do to the service.');

const probe = z
  .strictObject({
    path: z.string().regex(/^\/[\x21-\x7e]{0,499}$/, 'must be a path that starts with / and holds no blanks'),
    timeoutMs: wholeNumber(100, 5000),
  })
  .partial()
  .describe('The real work that is asked of every task.');

/** CloudWatch's filter patterns put a text in quotes and have no way to escape one: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
const logPatterns = z
  .array(
    z.strictObject({
      text: z
        .string()
        .regex(/^[^"\\\p{Cc}]{4,100}$/u, 'must be 4 to 100 letters without quotation marks and backslashes')
        .describe('Upper and lower case count.'),
      means: z.enum(LOG_MEANINGS).describe('What such a line tells.'),
    }),
  )
  .max(20)
  .check(distinct('text'))
  .describe("Texts in the service's own logs that explain trouble, beside those of the profile.");

const adjustable = {
  profile: z.enum(PROFILE_NAMES).describe('Preset of objectives, probe and log texts.'),
  mode: z
    .enum(['observe', 'approve', 'auto'])
    .describe('observe only reports, approve asks a person first, auto acts.'),
  cadenceSeconds: wholeNumber(5, 3600).describe('Seconds from one look at the service to the next.'),
  objectives,
  limits,
  probe,
  logPatterns,
  scoring: SCORING_SCHEMA,
};

const alarms = z
  .strictObject({
    loadBalancer: z
      .string()
      .regex(/^app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/, 'must look like app/NAME/0123456789abcdef'),
    targetGroup: z
      .string()
      .regex(/^targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/, 'must look like targetgroup/NAME/0123456789abcdef'),
  })
  .describe('The load balancer as CloudWatch names it; with it, the deployment makes the first alarms.');

const service = z
  .strictObject({
    name,
    cluster: ecsName,
    service: ecsName,
    ...z.strictObject(adjustable).partial().shape,
    dependencies: z.array(dependency).max(20).check(distinct('name')).default([]),
    breakers: z.array(breaker).max(20).check(distinct('name')).default([]),
    alarms: alarms.optional(),
    taskRoles: z
      .array(z.string().regex(/^[\w+=,.@/-]{1,128}$/, 'must be the name of an IAM role'))
      .max(20)
      .default([])
      .describe('Names of the IAM roles of the tasks; going back to an earlier revision has to pass them on.'),
  })
  .check(breakersNameDependencies());

const network = z
  .strictObject({
    subnetIds: z
      .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'must be the id of a subnet'))
      .min(1)
      .max(16),
    securityGroupIds: z
      .array(z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'must be the id of a security group'))
      .min(1)
      .max(5),
  })
  .describe("Where probe-service runs, so that it can reach the services' tasks and dependencies.");

/** medic.yml as it may be written; {@link MedicFileInput} is its type. Numbers are bounded and finite, unknown keys refused. */
export const MEDIC_FILE_SCHEMA = z.strictObject({
  defaults: z
    .strictObject(adjustable)
    .partial()
    .default({})
    .describe('Holds for every service that does not say otherwise.'),
  network: network.optional(),
  services: z.array(service).min(1).max(1000).check(distinct('name'), distinct('cluster', 'service')),
});

export type MedicFileInput = z.output<typeof MEDIC_FILE_SCHEMA>;
export type ServiceInput = MedicFileInput['services'][number];
export type NetworkInput = NonNullable<MedicFileInput['network']>;

/** The same for editors, as a JSON Schema. */
export const medicJsonSchema = () => ({
  ...z.toJSONSchema(MEDIC_FILE_SCHEMA, { io: 'input' }),
  title: 'medic.yml',
  description: 'The services that ecs-medic looks after.',
});

function distinct(...keys: readonly [string, ...string[]]) {
  return z.superRefine<unknown[]>((value, context) => {
    const seen = new Set<string>();
    records(value).forEach((entry, index) => {
      const identity = keys.map((key) => entry[key]);
      if (identity.includes(undefined)) return;
      const text = identity.join('/');
      if (seen.has(text)) {
        context.addIssue({
          code: 'custom',
          message: `${keys.join(' and ')} "${text}" is used twice`,
          path: [index, keys[0]],
        });
      }
      seen.add(text);
    });
  }, ALWAYS);
}

function breakersNameDependencies() {
  return z.superRefine<{ dependencies?: unknown; breakers?: unknown }>((value, context) => {
    const known = [...new Set(records(value?.dependencies).map((dependency) => dependency.name))];
    records(value?.breakers).forEach((breaker, index) => {
      if (breaker.dependency === undefined || known.includes(breaker.dependency)) return;
      context.addIssue({
        code: 'custom',
        message: `the service has no dependency "${breaker.dependency}"; it has: ${known.join(', ') || 'none'}`,
        path: ['breakers', index, 'dependency'],
      });
    });
  }, ALWAYS);
}

/** The entries of what should be a list of maps; what is none counts as empty, so that places in the list stay as they are. */
function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((entry) => (entry !== null && typeof entry === 'object' ? entry : {})) : [];
}
