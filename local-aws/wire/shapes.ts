import type { DescribeServices$, ServiceNotFoundException$ } from '@aws-sdk/client-ecs';
import { NormalizedSchema } from '@smithy/core/schema';
import { CLIENTS } from './clients.ts';
import type {
  ErrorModel,
  Member,
  OperationModel,
  ServiceModel,
  Shape,
  SimpleKind,
  Structure,
  Traits,
} from './model.ts';

/**
 * Reads the API of AWS from the schemas that every SDK client exports. Only this file depends on their layout, which is
 * not a public interface; for that reason the clients are pinned to exact versions.
 */

type OperationSchema = typeof DescribeServices$;
type ErrorSchema = typeof ServiceNotFoundException$;

const OPERATION_TAG = 9;
const ERROR_TAG = -3;
const NO_MEMBERS: Structure = { kind: 'structure', name: 'Unit', members: new Map(), required: [] };

const modelsById = new Map<string, ServiceModel>();
const structuresBySchema = new Map<unknown, Structure>();

/** Returns the model of a service by its AWS CLI name (`elbv2`); `undefined` for a service without a client. */
export const serviceModel = (id: string): ServiceModel | undefined => {
  const client = CLIENTS[id];
  if (!client) return undefined;
  const model = modelsById.get(id) ?? readService(id, Object.values(client.schemas));
  modelsById.set(id, model);
  return model;
};

const readService = (id: string, exported: readonly unknown[]): ServiceModel => ({
  id,
  operations: byName(exported.filter(isOperation).map((schema) => readOperation(id, schema))),
  errors: byName(exported.filter(isError).map(readError)),
});

const byName = <Named extends { readonly name: string }>(models: readonly Named[]): ReadonlyMap<string, Named> =>
  new Map(models.map((model) => [model.name, model]));

const isOperation = (value: unknown): value is OperationSchema => Array.isArray(value) && value[0] === OPERATION_TAG;

const isError = (value: unknown): value is ErrorSchema => Array.isArray(value) && value[0] === ERROR_TAG;

/** Shapes are read on first use, because a service has hundreds and a run needs a few. */
const readOperation = (service: string, [, , name, traits, input, output]: OperationSchema): OperationModel => ({
  service,
  name,
  http: typeof traits === 'object' ? (traits.http as OperationModel['http']) : undefined,
  get input() {
    return readShape(NormalizedSchema.of(input));
  },
  get output() {
    return readShape(NormalizedSchema.of(output));
  },
});

const readError = (schema: ErrorSchema): ErrorModel => {
  const traits = NormalizedSchema.of(schema).getMergedTraits();
  const fault = traits.error === 'server' ? 'server' : 'client';
  const [queryCode] = (traits.awsQueryError as readonly [string] | undefined) ?? [];
  const status = traits.httpError ?? (fault === 'server' ? 500 : 400);
  return { name: schema[2], fault, queryCode, status: Number(status) };
};

const readShape = (schema: NormalizedSchema): Shape => {
  if (schema.isUnitSchema()) return NO_MEMBERS;
  if (schema.isStructSchema()) return readStructure(schema);
  if (schema.isListSchema()) return { kind: 'list', item: readMember(schema.getValueSchema()) };
  if (schema.isMapSchema())
    return { kind: 'map', key: readMember(schema.getKeySchema()), value: readMember(schema.getValueSchema()) };
  return { kind: simpleKind(schema) };
};

const readMember = (schema: NormalizedSchema): Member => ({
  shape: readShape(schema),
  traits: schema.getMergedTraits() as Traits,
});

/** The SDK's schema of a structure. The required members come first. */
type StructureTuple = readonly [
  tag: number,
  namespace: string,
  name: string,
  traits: unknown,
  memberNames: readonly string[],
  memberSchemas: unknown,
  requiredCount?: number,
];

/** The structure is stored before its members are read, because shapes such as DynamoDB's AttributeValue contain themselves. */
const readStructure = (schema: NormalizedSchema): Structure => {
  const tuple = schema.getSchema() as unknown as StructureTuple;
  const known = structuresBySchema.get(tuple);
  if (known) return known;
  const [, , name, , memberNames, , requiredCount = 0] = tuple;
  const members = new Map<string, Member>();
  const structure: Structure = { kind: 'structure', name, members, required: memberNames.slice(0, requiredCount) };
  structuresBySchema.set(tuple, structure);
  for (const [memberName, member] of schema.structIterator()) members.set(memberName, readMember(member));
  return structure;
};

const simpleKind = (schema: NormalizedSchema): SimpleKind => {
  if (schema.isStringSchema()) return 'string';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isTimestampSchema()) return 'timestamp';
  if (schema.isBlobSchema()) return 'blob';
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return 'number';
  return 'document';
};
