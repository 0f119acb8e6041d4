import { AwsError } from '../operation.ts';
import { convert, fromJson, toJson } from './convert.ts';
import type { Protocol, WireError, WireRequest, WireResponse } from './wire.ts';

/** awsJson 1.0 and 1.1: the header `X-Amz-Target` names the operation; input and output are JSON bodies. */
export const jsonProtocol: Protocol = {
  operationName: ({ headers }) => String(headers['x-amz-target']).split('.').at(-1) ?? '',
  decodeInput: (model, request) => convert(model.input, parseJson(request), fromJson),
  encodeOutput: (model, output) => jsonResponse(200, convert(model.output, output, toJson)),
  encodeError: (error) => jsonError(error),
};

/** Parses the body; an empty body is `{}`. Throws SerializationException when it is not JSON. */
export const parseJson = ({ body }: Pick<WireRequest, 'body'>): unknown => {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AwsError('SerializationException', `The request body is not JSON: ${String(cause)}`);
  }
};

export const jsonResponse = (status: number, body: unknown): WireResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});

/** The error's name is in the body. Clients of services that once had the query protocol read its code from a header. */
export const jsonError = ({ name, message, status, fault, queryCode }: WireError): WireResponse => {
  const { headers, body } = jsonResponse(status, { __type: name, message });
  const queryError = queryCode ? { 'x-amzn-query-error': `${queryCode};${senderOrReceiver(fault)}` } : {};
  return { status, headers: { ...headers, ...queryError }, body };
};

/** The fault in the words of the query protocol. */
export const senderOrReceiver = (fault: WireError['fault']): string => (fault === 'client' ? 'Sender' : 'Receiver');
