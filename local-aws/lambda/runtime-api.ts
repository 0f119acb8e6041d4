import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a runtime can ask of Lambda and tell it, for one execution environment. Errors come as the runtime wrote them. */
export interface RuntimeCalls {
  /** The runtime is ready; `give` hands it the next event whenever there is one. */
  readonly next: (give: (event: RuntimeEvent) => void) => void;
  readonly succeeded: (requestId: string, payload: unknown) => void;
  readonly failed: (requestId: string, error: RuntimeFailure) => void;
  /** The function could not be loaded. */
  readonly initFailed: (error: RuntimeFailure) => void;
}

export interface RuntimeEvent {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

export interface RuntimeFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export interface RuntimeApi {
  /** `127.0.0.1:<port>`; an environment's own AWS_LAMBDA_RUNTIME_API is this, a slash and its id. */
  readonly address: Promise<string>;
  readonly close: () => Promise<void>;
}

/**
 * Serves the Lambda Runtime API to several environments at once, each under its own prefix.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export const startRuntimeApi = (callsOf: (environmentId: string) => RuntimeCalls | undefined): RuntimeApi => {
  const server = createServer((request, response) => {
    serve(callsOf, request, response).catch(() => response.destroy());
  });
  // A connection that the server closes for being idle could be just the one on which an answer arrives.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  const address = once(server, 'listening').then(() => `127.0.0.1:${(server.address() as AddressInfo).port}`);

  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const serve = async (
  callsOf: (environmentId: string) => RuntimeCalls | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [, environmentId = '', , , ...path] = (request.url ?? '').split('/');
  const calls = callsOf(environmentId);
  if (calls === undefined) return answer(response, 403, 'InvalidEnvironment');
  const [subject, requestId = '', verb] = path;
  const body = await text(request);
  switch (`${request.method} ${subject} ${verb ?? requestId}`) {
    case 'GET invocation next':
      return calls.next(({ headers, body }) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
      });
    case 'POST invocation response':
      calls.succeeded(requestId, JSON.parse(body));
      return answer(response, 202, 'OK');
    case 'POST invocation error':
      calls.failed(requestId, JSON.parse(body));
      return answer(response, 202, 'OK');
    case 'POST init error':
      calls.initFailed(JSON.parse(body));
      return answer(response, 202, 'OK');
    default:
      return answer(response, 404, 'NotFound');
  }
};

const answer = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ status: message }));
};
