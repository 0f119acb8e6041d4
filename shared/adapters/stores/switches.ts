import type { Switch } from '#shared/domain/model/observation.ts';
import type { SwitchReader } from '#shared/ports/stores.ts';
import { type Item, type Key, partitionOf, type Table } from './table.ts';

const EVERYTHING = 'EVERYTHING';
const PREFIX = 'SWITCH#';

/** Switches of the service and of everything. One that cannot be read is an error, never no switch. */
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

/** Where a switch is kept: with its service, or with everything. */
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
