import type { Switch } from '#shared/domain/model/observation.ts';
import type { SwitchReader } from '#shared/ports/stores.ts';
import { type Item, type Key, partitionOf, type Table } from './table.ts';

const EVERYTHING = 'EVERYTHING';
const PREFIX = 'SWITCH#';

/** Reads the switches of the service and those of everything. A malformed switch is an error, never ignored. */
export const switchReader = (table: Table): SwitchReader => ({
  active: async (service, now) => {
    const lists = await Promise.all(
      [partitionOf(service), EVERYTHING].map((partition) => table.list(partition, PREFIX)),
    );
    return lists
      .flat()
      .map(toSwitch)
      .filter(({ from, until }) => from <= now && now < until);
  },
});

/** A switch is stored with its service, or under one key for everything. */
export const switchKey = (service: string | undefined, id: string): Key => ({
  partition: service === undefined ? EVERYTHING : partitionOf(service),
  sort: `${PREFIX}${id}`,
});

const toSwitch = ({ key, body }: Item<unknown>): Switch => {
  if (!isSwitch(body))
    throw new TypeError(`The item ${key.partition} ${key.sort} is not a switch; correct or remove it.`);
  return body;
};

const isSwitch = (body: unknown): body is Switch => {
  if (typeof body !== 'object' || body === null) return false;
  const { scope, owner, reason, from, until } = body as Partial<Record<keyof Switch, unknown>>;
  const isNamed = typeof owner === 'string' && typeof reason === 'string';
  return (scope === 'everything' || scope === 'service') && isNamed && Number.isFinite(from) && Number.isFinite(until);
};
