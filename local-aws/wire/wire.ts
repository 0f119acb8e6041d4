import type { IncomingHttpHeaders } from 'node:http';
import type { OperationModel, ServiceModel } from './model.ts';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as received; it may be compressed. */
  readonly rawBody: Buffer;
  /** The decompressed body; throws SerializationException when it cannot be decompressed. */
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
  /** The error's own name in the query protocol, if it has one. */
  readonly queryCode: string | undefined;
}

/** The server side of one of AWS's wire protocols. */
export interface Protocol {
  readonly operationName: (request: WireRequest, service: ServiceModel) => string;
  readonly decodeInput: (model: OperationModel, request: WireRequest) => unknown;
  readonly encodeOutput: (model: OperationModel, output: unknown) => WireResponse;
  readonly encodeError: (error: WireError) => WireResponse;
}
