import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { AwsError } from '../operation.ts';
import type { WireRequest } from './wire.ts';

export const readRequest = async (incoming: IncomingMessage): Promise<WireRequest> => {
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

/** CloudWatch clients compress bodies above 10 KB. */
const unzip = (body: Buffer): Buffer => {
  try {
    return gunzipSync(body);
  } catch (cause) {
    throw new AwsError(
      'SerializationException',
      `The request body is not gzip, but its header says so: ${String(cause)}`,
    );
  }
};
