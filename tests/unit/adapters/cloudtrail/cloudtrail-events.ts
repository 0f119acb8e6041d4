// Unit layer: CloudTrail events as LookupEvents answers them.
import type { Event } from '@aws-sdk/client-cloudtrail';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NOW } from '../recorded-client.ts';

export const ALICE = 'arn:aws:sts::123456789012:assumed-role/developer/alice';

interface Given {
  readonly name?: string;
  readonly at?: number;
  readonly id?: string | undefined;
  readonly record?: Readonly<Record<string, unknown>>;
}

/** By default Alice scales the registry, a minute ago. */
export const anEvent = ({ name = 'UpdateService', at = NOW - MINUTE, id = 'one', record = {} }: Given = {}): Event => ({
  EventId: id,
  EventName: name,
  EventTime: new Date(at),
  Username: 'alice',
  CloudTrailEvent: JSON.stringify({
    eventSource: 'ecs.amazonaws.com',
    eventName: name,
    userIdentity: { type: 'AssumedRole', arn: ALICE },
    requestParameters: { cluster: 'ml-platform', service: 'mlflow-registry', desiredCount: 5 },
    responseElements: {},
    ...record,
  }),
});
