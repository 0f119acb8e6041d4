import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, listenOnLoopback, portOf } from '../loopback-server.ts';

/** The calls of the runtime in one execution environment. Errors are in the runtime's own format. */
export interface RuntimeCalls {
  /** The runtime is ready; `give` answers with the next event as soon as there is one. */
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
  /** `127.0.0.1:<port>`; the AWS_LAMBDA_RUNTIME_API of an environment is this, a slash and its id. */
  readonly address: Promise<string>;
  readonly close: () => Promise<void>;
}

type FindCalls = (environmentId: string) => RuntimeCalls | undefined;

/**
 * Serves the Lambda Runtime API to several environments, each under its own prefix.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export const startRuntimeApi = (findCalls: FindCalls): RuntimeApi => {
  const server = createServer((request, response) => {
    serve(findCalls, request, response).catch(() => response.destroy());
  });
  const address = listenOnLoopback(server, 0).then(() => `127.0.0.1:${portOf(server)}`);
  return { address, close: () => closeServer(server) };
};

const serve = async (findCalls: FindCalls, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const [, environmentId = '', , , ...path] = (request.url ?? '').split('/');
  const calls = findCalls(environmentId);
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
