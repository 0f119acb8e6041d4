import { z } from 'zod';
import { MOST_PROBED_PORTS, PROBE_PATH } from '#shared/domain/model/policy.ts';
import { parseStatusCodes } from '#shared/domain/model/status-codes.ts';
import { distinct, wholeNumber } from './list-schemas.ts';

/** The caller of `probe-service` waits five seconds for the answer, of which a cold start may take nearly two. */
const LONGEST_PROBE_MS = 3000;

const path = z.string().regex(PROBE_PATH, 'must be a path that starts with / and contains no spaces');
const accept = z
  .string()
  .refine((text) => parseStatusCodes(text) !== undefined, 'must be status codes and ranges, such as "200-399,401"');

const ports = z
  .array(
    z.strictObject({
      port: wholeNumber(1, 65_535).describe('The port of the tasks, as registered in a target group.'),
      path: path.describe('The path of the request to this port, in plain HTTP.'),
      accept: accept
        .optional()
        .describe('The HTTP status codes that prove work on this port. Unless set, those of the probe.'),
    }),
  )
  .max(MOST_PROBED_PORTS)
  .check(distinct('port'))
  .describe(
    'What is asked on single ports of a service with several target groups. Without an entry, an HTTP target group on a further port is probed like its health check, and one of another protocol is not probed.',
  );

/** The schema describes the probe settings of medic.yml. */
export const PROBE_SCHEMA = z
  .strictObject({
    path,
    timeoutMs: wholeNumber(100, LONGEST_PROBE_MS).describe(
      'The time limit of every probe, to tasks and to dependencies, in milliseconds.',
    ),
    accept: accept.describe(
      'The HTTP status codes that prove work, such as "200-399,401". Unless set, 200-399 for profile mlflow and 200-499 for http.',
    ),
    ports,
  })
  .partial()
  .describe('The work probe: a request to every task that requires real work.');
