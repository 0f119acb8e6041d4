import { z } from 'zod';
import type { StackResolver } from './intrinsics.ts';
import type { TemplateResources } from './resource-kinds.ts';

export interface FoundResource<T> {
  readonly logicalId: string;
  readonly name: string;
  readonly ref: string;
  readonly properties: T;
}

/** Returns the resources of one type, with resolved and validated properties. */
export type FindResources = <T>(type: string, schema: z.ZodType<T>) => readonly FoundResource<T>[];

/** Throws for a resource that does not fit the schema, naming the resource and the property. */
export const resourceFinder =
  (resources: TemplateResources, { propertiesOf, nameOf, refOf }: StackResolver): FindResources =>
  (type, schema) =>
    Object.keys(resources)
      .filter((logicalId) => resources[logicalId]?.Type === type)
      .map((logicalId) => {
        const parsed = schema.safeParse(propertiesOf(logicalId));
        if (parsed.success)
          return { logicalId, name: nameOf(logicalId), ref: refOf(logicalId), properties: parsed.data };
        const problem = z.prettifyError(parsed.error).replaceAll('\n', ' ');
        throw new Error(`${logicalId} (${type}) is not supported as the template has it: ${problem}`);
      });

/** A number, which CloudFormation also accepts as text. */
export const numeric = z.coerce.number();

/** An object with the key, or without it where the value is undefined. */
export const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
