import { AwsError } from '../operation.ts';
import { serviceSignedAs, signingNames } from './clients.ts';
import type { ServiceModel } from './model.ts';
import { serviceModel } from './shapes.ts';
import type { WireRequest } from './wire.ts';

/** `Credential=<access key>/<date>/<region>/<signing name>/aws4_request`, as Signature Version 4 has it. */
const CREDENTIAL = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/;

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly signingName: string;
}

/** Reads the scope of the request's signature. The signature itself is not verified. */
export const credentialScope = ({ headers }: WireRequest): CredentialScope => {
  const [, accessKeyId, signingName] = CREDENTIAL.exec(headers.authorization ?? '') ?? [];
  if (accessKeyId && signingName) return { accessKeyId, signingName };
  throw new AwsError('UnsignedRequest', 'The request has no AWS signature; call with an SDK client or the AWS CLI');
};

export const requireService = (signingName: string): ServiceModel => {
  const model = serviceModel(serviceSignedAs(signingName) ?? '');
  if (model) return model;
  throw new AwsError(
    'UnknownService',
    `The request is signed for ${signingName}, which is not supported; supported are ${signingNames().join(', ')}`,
  );
};
