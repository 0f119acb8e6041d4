import { AwsError } from '../operation.ts';
import { convert, fromJson, fromText, isObject, type JsonObject, toJson, toText } from './convert.ts';
import type { Member, OperationModel, Shape } from './model.ts';
import { jsonError, jsonResponse, parseJson } from './protocol-json.ts';
import type { Protocol, WireRequest, WireResponse } from './wire.ts';

/** restJson: method and path name the operation; members are in the path, the query, the headers and the body. */
export const restProtocol: Protocol = {
  operationName: (request, service) => {
    const model = [...service.operations.values()].find((candidate) => matchPath(candidate, request));
    if (model) return model.name;
    throw new AwsError('NotImplemented', `AWS has no operation ${service.id} ${request.method} ${request.path}`);
  },
  decodeInput: (model, request) => {
    const labels = matchPath(model, request) ?? {};
    const bound = membersOf(model.input).map(([name, member]) => [name, boundInput(name, member, { request, labels })]);
    return { ...unboundInput(model, request), ...Object.fromEntries(bound.filter(([, value]) => value !== undefined)) };
  },
  encodeOutput: (model, output) => encodeRest(model, isObject(output) ? output : {}),
  encodeError: jsonError,
};

const LABEL = /^\{(.+?)\+?\}$/;

const segments = (path: string): readonly string[] => path.split('/').filter(Boolean);

/** Returns the labels of the path; `undefined` when the request is for another operation. No two of Lambda's paths overlap. */
const matchPath = ({ http }: OperationModel, { method, path }: WireRequest): Record<string, string> | undefined => {
  const [pattern, given] = [segments(http?.[1] ?? ''), segments(path)];
  if (!http || http[0] !== method || pattern.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const label = LABEL.exec(segment)?.[1];
    if (label) labels[label] = decodeURIComponent(given[index] ?? '');
    else if (segment !== given[index]) return undefined;
  }
  return labels;
};

const membersOf = (shape: Shape): readonly (readonly [string, Member])[] =>
  shape.kind === 'structure' ? [...shape.members] : [];

const boundInput = (
  name: string,
  { shape, traits }: Member,
  { request, labels }: { readonly request: WireRequest; readonly labels: Readonly<Record<string, string>> },
): unknown => {
  if (traits.httpLabel) return convert(shape, labels[name], fromText);
  if (traits.httpHeader) return convert(shape, request.headers[traits.httpHeader.toLowerCase()], fromText);
  if (traits.httpPayload && request.body.length > 0) return readPayload(shape, request);
  if (traits.httpQuery && request.query.has(traits.httpQuery)) {
    const values = request.query.getAll(traits.httpQuery);
    return convert(shape, shape.kind === 'list' ? values : values[0], fromText);
  }
  return undefined;
};

const readPayload = (shape: Shape, request: WireRequest): unknown =>
  shape.kind === 'blob' ? new Uint8Array(request.body) : convert(shape, parseJson(request), fromJson);

/** The members in the JSON body; none when one member is the whole body. */
const unboundInput = (model: OperationModel, request: WireRequest): JsonObject => {
  if (payloadMember(model.input)) return {};
  const body = convert(model.input, parseJson(request), fromJson);
  return isObject(body) ? body : {};
};

const payloadMember = (shape: Shape): string | undefined =>
  membersOf(shape).find(([, { traits }]) => traits.httpPayload)?.[0];

const encodeRest = (model: OperationModel, output: JsonObject): WireResponse => {
  const members = membersOf(model.output).filter(([name]) => output[name] !== undefined);
  const statusMember = members.find(([, { traits }]) => traits.httpResponseCode)?.[0];
  const status = Number(statusMember ? output[statusMember] : (model.http?.[2] ?? 200));
  const headers = members.flatMap(([name, { shape, traits }]) =>
    traits.httpHeader ? [[traits.httpHeader.toLowerCase(), String(convert(shape, output[name], toText))]] : [],
  );
  const body = encodeBody(model, members, output);
  return { status, headers: { ...body.headers, ...Object.fromEntries(headers) }, body: body.body };
};

const encodeBody = (
  model: OperationModel,
  members: readonly (readonly [string, Member])[],
  output: JsonObject,
): Pick<WireResponse, 'headers' | 'body'> => {
  const payload = payloadMember(model.output);
  if (!payload) {
    const inBody = members.filter(([, { traits }]) => !traits.httpHeader && !traits.httpResponseCode);
    return jsonResponse(
      200,
      Object.fromEntries(inBody.map(([name, { shape }]) => [name, convert(shape, output[name], toJson)])),
    );
  }
  const bytes = output[payload];
  return { headers: { 'content-type': 'application/json' }, body: bytes instanceof Uint8Array ? bytes : '' };
};
