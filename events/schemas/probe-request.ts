import * as z from 'zod/mini';
import { MOST_PROBED_PORTS, PROBE_PATH } from '#shared/domain/model/policy.ts';
import { ServiceName } from './names.ts';
import { filledText } from './parts.ts';

const common = { name: filledText(), critical: z.boolean() };
const Port = z.int().check(z.gte(1), z.lte(65_535));

const ProbedDependency = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.enum(['postgres', 'mysql', 'redis', 'tcp']),
    host: filledText(),
    port: Port,
  }),
  z.strictObject({ ...common, kind: z.literal('s3'), bucket: filledText() }),
  z.strictObject({ ...common, kind: z.literal('dns'), record: filledText() }),
]);

const PortProbe = z.strictObject({
  port: Port,
  path: z.string().check(z.regex(PROBE_PATH)),
  acceptedStatuses: filledText(),
});

const ProbedTask = z.strictObject({
  taskId: filledText(),
  address: filledText(),
  port: Port,
  furtherPorts: z.optional(z.array(Port).check(z.maxLength(MOST_PROBED_PORTS))),
});

/** The request to `probe-service` lists the tasks for work probes and the dependencies for dependency probes, in the network of the services. */
export const ProbeMessage = z.strictObject({
  service: ServiceName,
  path: z.string().check(z.startsWith('/')),
  timeoutMs: z.int().check(z.gte(1), z.lte(10_000)),
  acceptedStatuses: filledText(),
  ports: z.optional(z.array(PortProbe).check(z.maxLength(MOST_PROBED_PORTS))),
  tasks: z.array(ProbedTask),
  dependencies: z.array(ProbedDependency),
});

export type ProbeMessage = z.output<typeof ProbeMessage>;
