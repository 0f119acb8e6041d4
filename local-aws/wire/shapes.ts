import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import * as stepfunctions from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { NormalizedSchema } from '@smithy/core/schema';

/**
 * What AWS's API looks like, read from the schemas that every SDK client exports at top level. The only file that
 * knows how the SDK lays those out; they are not a public interface, so the clients are pinned to exact versions.
 */

const CLIENTS: Readonly<Record<string, { readonly signingName: string; readonly schemas: object }>> = {
  'application-autoscaling': { signingName: 'application-autoscaling', schemas: autoscaling },
  cloudtrail: { signingName: 'cloudtrail', schemas: cloudtrail },
  cloudwatch: { signingName: 'monitoring', schemas: cloudwatch },
  dynamodb: { signingName: 'dynamodb', schemas: dynamodb },
  ecs: { signingName: 'ecs', schemas: ecs },
  elbv2: { signingName: 'elasticloadbalancing', schemas: elbv2 },
  logs: { signingName: 'logs', schemas: logs },
  lambda: { signingName: 'lambda', schemas: lambda },
  sns: { signingName: 'sns', schemas: sns },
  sqs: { signingName: 'sqs', schemas: sqs },
  stepfunctions: { signingName: 'states', schemas: stepfunctions },
};

export type SimpleKind = 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document';

export type Shape =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'list'; readonly item: Member }
  | { readonly kind: 'map'; readonly key: Member; readonly value: Member }
  | {
      readonly kind: 'structure';
      readonly name: string;
      readonly members: ReadonlyMap<string, Member>;
      readonly required: readonly string[];
    };

export type Structure = Extract<Shape, { kind: 'structure' }>;

/** A place in a shape: what stands there, and how the XML and REST protocols bind it. */
export interface Member {
  readonly shape: Shape;
  readonly traits: Traits;
}

interface Traits {
  readonly xmlName?: string;
  readonly xmlFlattened?: unknown;
  readonly httpLabel?: unknown;
  readonly httpQuery?: string;
  readonly httpHeader?: string;
  readonly httpPayload?: unknown;
  readonly httpResponseCode?: unknown;
}

export interface OperationModel {
  readonly service: string;
  readonly name: string;
  /** Method, path with `{Labels}`, and status on success; only for services that speak REST. */
  readonly http: readonly [method: string, path: string, status: number] | undefined;
  readonly input: Shape;
  readonly output: Shape;
}

export interface ErrorModel {
  readonly name: string;
  readonly status: number;
  readonly fault: 'client' | 'server';
  /** What the query protocol calls it: `TargetGroupNotFound` for `TargetGroupNotFoundException`. */
  readonly queryCode: string | undefined;
}

export interface ServiceModel {
  readonly id: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

type OperationSchema = typeof ecs.DescribeServices$;
type ErrorSchema = typeof ecs.ServiceNotFoundException$;

const OPERATION_TAG = 9;
const ERROR_TAG = -3;
const NO_MEMBERS: Structure = { kind: 'structure', name: 'Unit', members: new Map(), required: [] };

const modelsById = new Map<string, ServiceModel>();
const structuresBySchema = new Map<unknown, Structure>();

/** The model of a service by its AWS CLI name (`elbv2`); undefined where the table above has no client for it. */
export const serviceModel = (id: string): ServiceModel | undefined => {
  const client = CLIENTS[id];
  if (!client) return undefined;
  const model = modelsById.get(id) ?? readService(id, Object.values(client.schemas));
  modelsById.set(id, model);
  return model;
};

/** The AWS CLI name of the service whose requests are signed for `signingName`: `elasticloadbalancing` is `elbv2`. */
export const serviceSignedAs = (signingName: string): string | undefined =>
  Object.keys(CLIENTS).find((id) => CLIENTS[id]?.signingName === signingName);

export const signingNames = (): readonly string[] => Object.values(CLIENTS).map((client) => client.signingName);

const readService = (id: string, exported: readonly unknown[]): ServiceModel => ({
  id,
  operations: byName(exported.filter(isOperation).map((schema) => readOperation(id, schema))),
  errors: byName(exported.filter(isError).map(readError)),
});

const byName = <Named extends { readonly name: string }>(models: readonly Named[]): ReadonlyMap<string, Named> =>
  new Map(models.map((model) => [model.name, model]));

const isOperation = (value: unknown): value is OperationSchema => Array.isArray(value) && value[0] === OPERATION_TAG;

const isError = (value: unknown): value is ErrorSchema => Array.isArray(value) && value[0] === ERROR_TAG;

/** Shapes are read when first asked for: a service has hundreds, and a run needs a few. */
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

/** A structure's schema as the SDK writes it down; the required members are the first ones. */
type StructureTuple = readonly [
  tag: number,
  namespace: string,
  name: string,
  traits: unknown,
  memberNames: readonly string[],
  memberSchemas: unknown,
  requiredCount?: number,
];

/** Remembered before its members are read, because shapes such as DynamoDB's AttributeValue contain themselves. */
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
