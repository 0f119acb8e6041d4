import { cbor, dateToTag } from '@smithy/core/cbor';
import { convert, isObject, type LeafConversion, toDate } from './convert.ts';
import { jsonError } from './protocol-json.ts';
import type { Protocol, WireResponse } from './wire.ts';

/** rpcv2Cbor, an option of CloudWatch's clients: the path ends with the operation, and times are tagged epoch seconds. */
export const cborProtocol: Protocol = {
  operationName: ({ path }) => path.split('/').at(-1) ?? '',
  decodeInput: (model, { body }) => convert(model.input, body.length > 0 ? cbor.deserialize(body) : {}, fromCbor),
  encodeOutput: (model, output) => cborResponse(200, convert(model.output, output, toCbor)),
  encodeError: (error) => {
    const { status, headers } = jsonError(error);
    const response = cborResponse(status, { __type: error.name, message: error.message });
    return { ...response, headers: { ...headers, ...response.headers } };
  },
};

const fromCbor: LeafConversion = (kind, value) =>
  kind === 'timestamp' ? toDate(isObject(value) && 'value' in value ? Number(value.value) : value) : value;

const toCbor: LeafConversion = (kind, value) =>
  kind === 'timestamp' && value instanceof Date ? dateToTag(value) : value;

const cborResponse = (status: number, body: unknown): WireResponse => ({
  status,
  headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
  body: cbor.serialize(body),
});
