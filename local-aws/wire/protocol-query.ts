import { convert, fromText, toText } from './convert.ts';
import { readForm } from './form.ts';
import { senderOrReceiver } from './protocol-json.ts';
import type { Protocol, WireRequest, WireResponse } from './wire.ts';
import { element, escapeXml, writeXml } from './xml.ts';

/** awsQuery: the input is a form, the output is XML. */
export const queryProtocol: Protocol = {
  operationName: (request) => formOf(request).get('Action') ?? '',
  decodeInput: (model, request) => {
    const form = formOf(request);
    form.delete('Action');
    form.delete('Version');
    return convert(model.input, readForm(model.input, form), fromText);
  },
  encodeOutput: (model, output) => {
    const result = element(`${model.name}Result`, writeXml(model.output, convert(model.output, output, toText)));
    return xmlResponse(200, element(`${model.name}Response`, result + element('ResponseMetadata', REQUEST_ID)));
  },
  encodeError: ({ name, message, status, fault, queryCode }) => {
    const type = element('Type', senderOrReceiver(fault));
    const code = element('Code', escapeXml(queryCode ?? name));
    const error = element('Error', type + code + element('Message', escapeXml(message)));
    return xmlResponse(status, element('ErrorResponse', error + REQUEST_ID));
  },
};

/** All local requests have the same id, because none is ever looked up by it. */
const REQUEST_ID = element('RequestId', '00000000-0000-0000-0000-000000000000');

const formOf = ({ body }: WireRequest): URLSearchParams => new URLSearchParams(body.toString('utf8'));

const xmlResponse = (status: number, body: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});
