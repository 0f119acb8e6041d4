import { SECOND } from '#shared/domain/model/time.ts';
import type { Item, Key } from './table.ts';

/** A row is an item as DynamoDB stores it. Its TTL attribute `expiresAt` is in seconds. */
export interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  readonly body: unknown;
  readonly expiresAt?: number;
}

export const toRowKey = ({ partition, sort }: Key) => ({ pk: partition, sk: sort });

export const toRow = <Body>({ key, version, body, expiresAt }: Item<Body>): Row => ({
  ...toRowKey(key),
  version,
  body,
  ...(expiresAt !== undefined && { expiresAt: Math.ceil(expiresAt / SECOND) }),
});

export const toItem = <Body>({ pk, sk, version, body, expiresAt }: Row): Item<Body> => ({
  key: { partition: pk, sort: sk },
  version,
  body: body as Body,
  ...(expiresAt !== undefined && { expiresAt: expiresAt * SECOND }),
});
