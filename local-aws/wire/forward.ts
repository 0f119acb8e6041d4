import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { WireRequest, WireResponse } from './wire.ts';

/** Sends the request unchanged to another local endpoint and returns its response unchanged. */
export const forward = async (
  endpoint: string,
  { method, path, headers, rawBody }: WireRequest,
): Promise<WireResponse> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(new URL(path, endpoint), { method, headers }, resolve).on('error', reject).end(rawBody);
  });
  return { status: response.statusCode ?? 502, headers: endToEndHeaders(response), body: await buffer(response) };
};

/** The headers without those that apply to one connection only. */
const endToEndHeaders = ({ headers }: IncomingMessage): Record<string, string> => {
  const { connection, 'transfer-encoding': encoding, ...others } = headers;
  return Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
};
