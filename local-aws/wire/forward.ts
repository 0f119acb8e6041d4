import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { WireRequest, WireResponse } from './wire.ts';

/** Hands the request to another local endpoint as it came, and brings back the answer as it stands. */
export const forward = async (
  endpoint: string,
  { method, path, headers, rawBody }: WireRequest,
): Promise<WireResponse> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(new URL(path, endpoint), { method, headers }, resolve).on('error', reject).end(rawBody);
  });
  return { status: response.statusCode ?? 502, headers: keptHeaders(response), body: await buffer(response) };
};

/** How the bytes travel is each connection's own affair. */
const keptHeaders = ({ headers }: IncomingMessage): Record<string, string> => {
  const { connection, 'transfer-encoding': encoding, ...kept } = headers;
  return Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)]));
};
