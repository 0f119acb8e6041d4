import { toIso } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import { ACCOUNT_ID, REGION } from '../stack/account.ts';

/** An event as EventBridge delivers it: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export interface EventEnvelope {
  readonly version: string;
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface EventContents {
  readonly detailType: string;
  readonly source: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export type EnvelopeMaker = (contents: EventContents) => EventEnvelope;

export const createEnvelopeMaker =
  (clock: WorldClock, ids: Ids): EnvelopeMaker =>
  ({ detailType, source, resources, detail }) => ({
    version: '0',
    id: ids.uuid(),
    'detail-type': detailType,
    source,
    account: ACCOUNT_ID,
    time: toIso(Math.floor(clock.now() / 1000) * 1000).replace('.000Z', 'Z'),
    region: REGION,
    resources,
    detail,
  });
