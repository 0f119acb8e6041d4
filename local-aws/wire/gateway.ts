import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { Instant } from '#shared/domain/model/time.ts';
import { AwsError, type Caller, OPERATOR, type Operation, type Operations } from '../operation.ts';
import { forward } from './forward.ts';
import { offeredOperation } from './offered.ts';
import { cborProtocol } from './protocol-cbor.ts';
import { jsonProtocol } from './protocol-json.ts';
import { queryProtocol } from './protocol-query.ts';
import { restProtocol } from './protocol-rest.ts';
import { type ServiceModel, serviceModel, serviceSignedAs, signingNames } from './shapes.ts';
import { checkInput, checkOutput, requireModel } from './validate.ts';
import type { Protocol, WireRequest, WireResponse } from './wire.ts';
import { toWireError } from './wire-errors.ts';

/** One call, decoded: what an authorizer judges. */
export interface Call {
  readonly caller: Caller;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

export interface GatewayOptions {
  readonly operations: Operations;
  /** 0 for any free one. */
  readonly port: number;
  /** The world's time, for the `Date` header: SDK clients set their clocks by it. */
  readonly now: () => Instant;
  /** The role behind an access key; without one, or where it knows none, the operator's. */
  readonly roleOf?: (accessKeyId: string) => string | undefined;
  /** Throws AccessDeniedException for a call that the caller may not make. */
  readonly authorize?: (call: Call) => void;
  /** A DynamoDB endpoint, `http://127.0.0.1:4567`: it answers the dynamodb operations that `operations` does not. */
  readonly dynamodb?: string;
}

export interface Gateway {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * One loopback endpoint that answers unmodified SDK clients and the AWS CLI in their own protocols with `operations`.
 * The signature's scope says which service is meant; the signature itself is not checked. Rejects when the port is taken.
 */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const server = createServer((incoming, outgoing) => {
    respond(options, incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
};

const respond = async (options: GatewayOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const { status, headers, body } = await answer(options, await readRequest(incoming));
  outgoing.writeHead(status, { ...headers, date: new Date(options.now()).toUTCString() });
  outgoing.end(body);
};

const answer = async (options: GatewayOptions, request: WireRequest): Promise<WireResponse> => {
  const protocol = protocolOf(request);
  let service: ServiceModel | undefined;
  try {
    const scope = credentialScope(request);
    service = requireService(scope.signingName);
    const caller = { role: options.roleOf?.(scope.accessKeyId) ?? OPERATOR.role };
    return await perform(options, { service, caller, protocol, request });
  } catch (error) {
    return protocol.encodeError(toWireError(service, error));
  }
};

interface Exchange {
  readonly service: ServiceModel;
  readonly caller: Caller;
  readonly protocol: Protocol;
  readonly request: WireRequest;
}

const perform = async (options: GatewayOptions, exchange: Exchange): Promise<WireResponse> => {
  const { service, caller, protocol, request } = exchange;
  const name = protocol.operationName(request, service);
  const operation = findOperation(options, service.id, name);
  const model = requireModel(service.id, name);
  const input = protocol.decodeInput(model, request);
  checkInput(model, input);
  options.authorize?.({ caller, service: service.id, operation: name, input });
  if (operation.kind === 'elsewhere') return forward(operation.endpoint, request);

  const output = (await operation.run(input as never, caller)) ?? {};
  checkOutput(model, output);
  return protocol.encodeOutput(model, output);
};

type Found =
  | { readonly kind: 'here'; readonly run: Operation }
  | { readonly kind: 'elsewhere'; readonly endpoint: string };

const findOperation = ({ operations, dynamodb }: GatewayOptions, service: string, name: string): Found => {
  if (service === 'dynamodb' && dynamodb && !operations[service]?.[name])
    return { kind: 'elsewhere', endpoint: dynamodb };
  return { kind: 'here', run: offeredOperation(operations, service, name) };
};

const readRequest = async (incoming: IncomingMessage): Promise<WireRequest> => {
  const rawBody = await buffer(incoming);
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://gateway');
  const { headers, method = 'GET' } = incoming;
  return {
    method,
    path: pathname,
    query: searchParams,
    headers,
    rawBody,
    get body() {
      return headers['content-encoding'] === 'gzip' ? unzip(rawBody) : rawBody;
    },
  };
};

/** CloudWatch clients compress what is longer than 10 KB. */
const unzip = (body: Buffer): Buffer => {
  try {
    return gunzipSync(body);
  } catch (cause) {
    throw new AwsError(
      'SerializationException',
      `The request body is not what its content-encoding says: ${String(cause)}`,
    );
  }
};

const protocolOf = ({ headers }: WireRequest): Protocol => {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return cborProtocol;
  if (headers['x-amz-target']) return jsonProtocol;
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? queryProtocol : restProtocol;
};

/** `Credential=<access key>/<date>/<region>/<signing name>/aws4_request`, as Signature Version 4 has it. */
const CREDENTIAL = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/;

const credentialScope = ({ headers }: WireRequest): { readonly accessKeyId: string; readonly signingName: string } => {
  const [, accessKeyId, signingName] = CREDENTIAL.exec(headers.authorization ?? '') ?? [];
  if (accessKeyId && signingName) return { accessKeyId, signingName };
  throw new AwsError('UnsignedRequest', 'The request bears no AWS signature: call with an SDK client or the AWS CLI');
};

const requireService = (signingName: string): ServiceModel => {
  const model = serviceModel(serviceSignedAs(signingName) ?? '');
  if (model) return model;
  throw new AwsError(
    'UnknownService',
    `The request is signed for ${signingName}, which the local world does not speak; it speaks ${signingNames().join(', ')}`,
  );
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'the port is in use; choose another one' : cause.message;
      reject(new Error(`The gateway cannot listen on 127.0.0.1:${port}: ${why}`, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
