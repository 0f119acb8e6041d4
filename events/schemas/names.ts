import * as z from 'zod/mini';

/** Matches the name of a service in medic.yml. */
export const ServiceName = z.string().check(z.minLength(1), z.maxLength(64));

/** Matches the id of an incident, `registry-20261123T100000Z`. It is also the name of its execution (Step Functions limit, 80 characters). */
export const IncidentId = z.string().check(z.minLength(1), z.maxLength(80));
