import { AwsError, type Operation, type Operations } from '../operation.ts';

/** The operation, or a NotImplemented that names what the local world has instead. */
export const offeredOperation = (operations: Operations, service: string, name: string): Operation => {
  const operation = operations[service]?.[name];
  if (operation) return operation;
  const offer = Object.keys(operations[service] ?? {}).sort();
  throw new AwsError(
    'NotImplemented',
    `The local world has no ${service} ${name}; of ${service} it offers ${offer.join(', ') || 'nothing'}`,
  );
};
