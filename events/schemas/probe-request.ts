import * as z from 'zod';
import { ServiceName } from './names.ts';

const common = { name: z.string().min(1), critical: z.boolean() };
const Port = z.int().min(1).max(65_535);

const ProbedDependency = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.enum(['postgres', 'mysql', 'redis', 'tcp']),
    host: z.string().min(1),
    port: Port,
  }),
  z.strictObject({ ...common, kind: z.literal('s3'), bucket: z.string().min(1) }),
  z.strictObject({ ...common, kind: z.literal('dns'), record: z.string().min(1) }),
]);

/** What `probe-service` asks in the services' network: real work of each task, a sign of life of each dependency. */
export const ProbeMessage = z.strictObject({
  service: ServiceName,
  path: z.string().startsWith('/'),
  timeoutMs: z.int().min(1).max(10_000),
  tasks: z.array(z.strictObject({ taskId: z.string().min(1), address: z.string().min(1), port: Port })),
  dependencies: z.array(ProbedDependency),
});

export type ProbeMessage = z.output<typeof ProbeMessage>;
