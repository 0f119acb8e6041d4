import { z } from 'zod';
import { LOG_MEANINGS } from '#shared/domain/model/message-meaning.ts';
import { ALWAYS, distinct, records, wholeNumber } from './list-schemas.ts';
import { PROBE_SCHEMA } from './probe-schema.ts';
import { PROFILE_NAMES } from './profiles.ts';
import { SCORING_SCHEMA } from './scoring-schema.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and -, and start with a letter')
  .describe('Lower-case name of at most 40 characters; it is part of metrics, locks, alerts and execution names.');
const ecsName = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'must be 1 to 255 letters, digits, _ and -');
const hostName = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?$/, 'must be a host name or an IPv4 address');

const critical = z.boolean().default(false).describe('True when the service cannot work without the dependency.');
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
  .describe('The service level objectives.');

const limits = z
  .strictObject({
    maxActionsPerHour: wholeNumber(0, 20),
    maxRollbacksPer6Hours: wholeNumber(0, 5),
  })
  .partial()
  .describe('Limits for the actions of ecs-medic on the service.');

/** CloudWatch Logs quotes the terms of a filter pattern and cannot escape a quote (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html). */
const logPatterns = z
  .array(
    z.strictObject({
      text: z
        .string()
        .regex(/^[^"\\\p{Cc}]{4,100}$/u, 'must be 4 to 100 characters without quotation marks and backslashes')
        .describe('The text to match, case-sensitive.'),
      means: z.enum(LOG_MEANINGS).describe('The meaning of a matching line.'),
    }),
  )
  .max(20)
  .check(distinct('text'))
  .describe('Texts in the logs of the service that explain a fault, in addition to those of the profile.');

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html */
const metricName = z.string().regex(/^[\x21-\x7e][\x20-\x7e]{0,254}$/, 'must be 1 to 255 printable characters');
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const dimensions = z
  .record(metricName, z.string().regex(/^[\x20-\x7e]{1,1024}$/, 'must be 1 to 1024 printable characters'))
  .refine((value) => Object.keys(value).length <= 30, 'must have at most 30 dimensions');

const worker = z
  .strictObject({
    metric: z.strictObject({
      namespace: metricName,
      name: metricName,
      dimensions: dimensions.default({}),
      statistic: z
        .string()
        .regex(
          /^(Average|Maximum|Minimum|Sum|SampleCount|p\d{1,2}(\.\d{1,2})?)$/,
          'must be a statistic such as Maximum or p95',
        )
        .default('Maximum'),
    }),
    maximum: z
      .number()
      .min(0)
      .describe('The highest value at which the service still keeps up, in the unit of the metric.'),
  })
  .describe('The metric of a service without requests, such as the age of the oldest message in its queue.');

const adjustable = {
  profile: z.enum(PROFILE_NAMES).describe('Preset of objectives, work probe and log patterns.'),
  mode: z
    .enum(['observe', 'approve', 'auto'])
    .describe('observe only reports, approve asks an operator first, auto acts.'),
  cadenceSeconds: wholeNumber(5, 3600).describe('Seconds between two checks of the service.'),
  objectives,
  limits,
  probe: PROBE_SCHEMA,
  logPatterns,
  scoring: SCORING_SCHEMA,
};

const alarms = z
  .strictObject({
    loadBalancer: z
      .string()
      .regex(/^app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/, 'must have the form app/NAME/0123456789abcdef'),
    targetGroup: z
      .string()
      .regex(/^targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/, 'must have the form targetgroup/NAME/0123456789abcdef'),
  })
  .describe(
    'The load balancer and target group as in CloudWatch dimensions; the deployment then creates the first alarms.',
  );

const service = z
  .strictObject({
    name,
    cluster: ecsName,
    service: ecsName,
    ...z.strictObject(adjustable).partial().shape,
    dependencies: z.array(dependency).max(20).check(distinct('name')).default([]),
    breakers: z.array(breaker).max(20).check(distinct('name')).default([]),
    alarms: alarms.optional(),
    worker: worker.optional(),
    taskRoles: z
      .array(z.string().regex(/^[\w+=,.@/-]{1,128}$/, 'must be the name of an IAM role'))
      .max(20)
      .default([])
      .describe(
        'Names of the IAM roles of the tasks, which a rollback to an earlier revision passes to ECS (iam:PassRole).',
      ),
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
  .describe('The network of probe-service, from which it reaches the tasks and dependencies of the services.');

/** The schema of medic.yml bounds all numbers and rejects unknown keys; {@link MedicFileInput} is its type. */
export const MEDIC_FILE_SCHEMA = z.strictObject({
  defaults: z
    .strictObject(adjustable)
    .partial()
    .default({})
    .describe('Applies to every service that does not override it.'),
  network: network.optional(),
  services: z.array(service).min(1).max(1000).check(distinct('name'), distinct('cluster', 'service')),
});

export type MedicFileInput = z.output<typeof MEDIC_FILE_SCHEMA>;
export type ServiceInput = MedicFileInput['services'][number];
export type NetworkInput = NonNullable<MedicFileInput['network']>;

/** Builds the JSON Schema of medic.yml for editors. */
export const medicJsonSchema = () => ({
  ...z.toJSONSchema(MEDIC_FILE_SCHEMA, { io: 'input' }),
  title: 'medic.yml',
  description: 'The services that ecs-medic checks and recovers.',
});

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
