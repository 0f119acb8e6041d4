import type { Call, Caller, Operation, Operations } from '../operation.ts';
import { forward } from './forward.ts';
import type { ServiceModel } from './model.ts';
import { requireOperation } from './require-operation.ts';
import { checkInput, checkOutput, requireModel } from './validate.ts';
import type { Protocol, WireRequest, WireResponse } from './wire.ts';

export interface PerformOptions {
  readonly operations: Operations;
  /** Throws AccessDeniedException when the caller may not make the call. */
  readonly authorize?: (call: Call) => void;
  /** A DynamoDB endpoint, `http://127.0.0.1:4567`, for the DynamoDB operations that `operations` lacks. */
  readonly dynamodb?: string;
}

/** One request with its service, caller and protocol. */
export interface Exchange {
  readonly service: ServiceModel;
  readonly caller: Caller;
  readonly protocol: Protocol;
  readonly request: WireRequest;
}

/** Decodes, authorizes and runs one call, and checks its input and output against the schemas of AWS. */
export const perform = async (options: PerformOptions, exchange: Exchange): Promise<WireResponse> => {
  const { service, caller, protocol, request } = exchange;
  const name = protocol.operationName(request, service);
  const target = targetOf(options, service.id, name);
  const model = requireModel(service.id, name);
  const input = protocol.decodeInput(model, request);
  checkInput(model, input);
  options.authorize?.({ caller, service: service.id, operation: name, input });
  if (target.kind === 'endpoint') return forward(target.url, request);

  const output = (await target.run(input as never, caller)) ?? {};
  checkOutput(model, output);
  return protocol.encodeOutput(model, output);
};

type Target =
  | { readonly kind: 'operation'; readonly run: Operation }
  | { readonly kind: 'endpoint'; readonly url: string };

const targetOf = ({ operations, dynamodb }: PerformOptions, service: string, name: string): Target => {
  if (service === 'dynamodb' && dynamodb && !operations[service]?.[name]) return { kind: 'endpoint', url: dynamodb };
  return { kind: 'operation', run: requireOperation(operations, service, name) };
};
