import { SECOND, toIso } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import type { Ids } from '../clock/ids.ts';
import { ACCOUNT_ID, REGION } from '../stack/account.ts';

/** An event as EventBridge delivers it: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** Whole seconds, as AWS writes it: `2026-11-23T10:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventContents extends Pick<EventEnvelope, 'source' | 'resources' | 'detail'> {
  readonly detailType: string;
}

export const createEnvelopeMaker =
  (clock: WorldClock, ids: Ids) =>
  ({ detailType, source, resources, detail }: EventContents): EventEnvelope => ({
    version: '0',
    id: ids.uuid(),
    'detail-type': detailType,
    source,
    account: ACCOUNT_ID,
    time: toIso(Math.floor(clock.now() / SECOND) * SECOND).replace('.000Z', 'Z'),
    region: REGION,
    resources,
    detail,
  });
