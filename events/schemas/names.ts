import * as z from 'zod/mini';

/** A service's name in medic.yml. */
export const ServiceName = z.string().check(z.minLength(1), z.maxLength(64));

/** An incident's id, `registry-20261123T100000Z`: also the name of its execution, hence at most 80 characters. */
export const IncidentId = z.string().check(z.minLength(1), z.maxLength(80));
