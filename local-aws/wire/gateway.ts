import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Instant } from '#shared/domain/model/time.ts';
import { closeServer, listenOnLoopback, portOf } from '../loopback-server.ts';
import { OPERATOR } from '../operation.ts';
import type { ServiceModel } from './model.ts';
import { type PerformOptions, perform } from './perform.ts';
import { cborProtocol } from './protocol-cbor.ts';
import { jsonProtocol } from './protocol-json.ts';
import { queryProtocol } from './protocol-query.ts';
import { restProtocol } from './protocol-rest.ts';
import { readRequest } from './read-request.ts';
import { credentialScope, requireService } from './request-service.ts';
import type { Protocol, WireRequest, WireResponse } from './wire.ts';
import { toWireError } from './wire-errors.ts';

export interface GatewayOptions extends PerformOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** The time of the `Date` header, by which SDK clients correct their clocks. */
  readonly now: () => Instant;
  /** Returns the role behind an access key. Without one the caller is the operator. */
  readonly roleOf?: (accessKeyId: string) => string | undefined;
}

export interface Gateway {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts a loopback endpoint that answers unmodified SDK clients and the AWS CLI in their own protocols. The scope of
 * the signature names the service; the signature is not verified. Rejects when the port is in use.
 */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const server = createServer((incoming, outgoing) => {
    respond(options, incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
  });
  await listenOnLoopback(server, options.port).catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === 'EADDRINUSE' ? 'the port is in use; choose another one' : cause.message;
    throw new Error(`The gateway cannot listen on 127.0.0.1:${options.port}: ${problem}`, { cause });
  });
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => closeServer(server) };
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

const protocolOf = ({ headers }: WireRequest): Protocol => {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return cborProtocol;
  if (headers['x-amz-target']) return jsonProtocol;
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? queryProtocol : restProtocol;
};
