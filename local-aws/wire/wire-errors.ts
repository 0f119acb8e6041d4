import { AwsError } from '../operation.ts';
import type { ServiceModel } from './model.ts';
import type { WireError } from './wire.ts';

/**
 * HTTP status of the errors that are common to all services, which no schema lists:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html and the same page of other services. The
 * last three are the gateway's own.
 */
const COMMON_ERRORS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  AccessDeniedException: 400,
  ExpiredTokenException: 400,
  InternalFailure: 500,
  InvalidParameterCombination: 400,
  InvalidParameterValue: 400,
  MissingParameter: 400,
  RequestLimitExceeded: 503,
  SerializationException: 400,
  ServiceUnavailable: 503,
  Throttling: 400,
  ThrottlingException: 400,
  UnrecognizedClientException: 400,
  ValidationError: 400,
  ValidationException: 400,
  NotImplemented: 501,
  UnknownService: 400,
  UnsignedRequest: 400,
};

/** Converts an error to the wire format of `service`. An error that AWS does not have becomes an InternalFailure with its text. */
export const toWireError = (service: ServiceModel | undefined, error: unknown): WireError => {
  if (!(error instanceof AwsError)) return internalFailure(error instanceof Error ? describe(error) : String(error));
  const model = service?.errors.get(error.name);
  if (model) return { ...model, message: error.message };
  const status = COMMON_ERRORS[error.name];
  if (status === undefined) return internalFailure(`AWS has no error of ${service?.id} named ${describe(error)}`);
  const fault = status < 500 ? 'client' : 'server';
  return { name: error.name, message: error.message, status, fault, queryCode: undefined };
};

const internalFailure = (message: string): WireError => ({
  name: 'InternalFailure',
  message,
  status: 500,
  fault: 'server',
  queryCode: undefined,
});

const describe = ({ name, message }: Error): string => `${name}: ${message}`;
