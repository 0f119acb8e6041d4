import type { IncomingHttpHeaders } from 'node:http';
import type { OperationModel, ServiceModel } from './shapes.ts';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** As it came, compressed or not. */
  readonly rawBody: Buffer;
  /** Decompressed; throws SerializationException where that fails. */
  readonly body: Buffer;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly status: number;
  readonly fault: 'client' | 'server';
  /** The error's name in the query protocol, where it has one. */
  readonly queryCode: string | undefined;
}

/** One of AWS's wire protocols, seen from the server. */
export interface Protocol {
  readonly operationName: (request: WireRequest, service: ServiceModel) => string;
  readonly decodeInput: (model: OperationModel, request: WireRequest) => unknown;
  readonly encodeOutput: (model: OperationModel, output: unknown) => WireResponse;
  readonly encodeError: (error: WireError) => WireResponse;
}
