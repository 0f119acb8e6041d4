import { AwsError, type Operation, type Operations } from '../operation.ts';

/** Returns the operation. Throws NotImplemented, with the names of the supported operations, when there is none. */
export const requireOperation = (operations: Operations, service: string, name: string): Operation => {
  const operation = operations[service]?.[name];
  if (operation) return operation;
  const supported = Object.keys(operations[service] ?? {}).sort();
  throw new AwsError(
    'NotImplemented',
    `${service} ${name} is not supported here; ${service} supports ${supported.join(', ') || 'no operation'}`,
  );
};
