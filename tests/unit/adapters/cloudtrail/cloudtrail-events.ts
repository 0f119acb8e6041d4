// Unit layer: CloudTrail events as LookupEvents answers them.
import type { Event } from '@aws-sdk/client-cloudtrail';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NOW } from '../recorded-client.ts';

export const ALICE = 'arn:aws:sts::123456789012:assumed-role/developer/alice';

type Fields = Readonly<Record<string, unknown>>;

export interface Given {
  readonly name?: string;
  readonly at?: number;
  readonly id?: string;
  readonly request?: Fields | null;
  readonly response?: Fields | null;
  readonly caller?: Fields | null;
  /** Other fields of the record. */
  readonly record?: Fields;
}

/** By default Alice scales the registry, a minute ago. */
export const anEvent = (given: Given = {}): Event => {
  const { name = 'UpdateService', at = NOW - MINUTE, id = 'one', record = {} } = given;
  const { request = { cluster: 'ml-platform', service: 'mlflow-registry', desiredCount: 5 }, response = {} } = given;
  const { caller = { type: 'AssumedRole', arn: ALICE } } = given;
  return {
    EventId: id,
    EventName: name,
    EventTime: new Date(at),
    Username: 'alice',
    CloudTrailEvent: JSON.stringify({
      eventSource: 'ecs.amazonaws.com',
      eventName: name,
      userIdentity: caller,
      requestParameters: request,
      responseElements: response,
      ...record,
    }),
  };
};
