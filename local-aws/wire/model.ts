export type SimpleKind = 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document';

export type Shape =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'list'; readonly item: Member }
  | { readonly kind: 'map'; readonly key: Member; readonly value: Member }
  | Structure;

export interface Structure {
  readonly kind: 'structure';
  readonly name: string;
  readonly members: ReadonlyMap<string, Member>;
  readonly required: readonly string[];
}

/** A member, item, key or value: its shape, and its binding in the XML and REST protocols. */
export interface Member {
  readonly shape: Shape;
  readonly traits: Traits;
}

export interface Traits {
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
  /** Method, path with `{Labels}`, and status on success; only for services with a REST protocol. */
  readonly http: readonly [method: string, path: string, status: number] | undefined;
  readonly input: Shape;
  readonly output: Shape;
}

export interface ErrorModel {
  readonly name: string;
  readonly status: number;
  readonly fault: 'client' | 'server';
  /** The error's name in the query protocol: `TargetGroupNotFound` for `TargetGroupNotFoundException`. */
  readonly queryCode: string | undefined;
}

export interface ServiceModel {
  readonly id: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
}
