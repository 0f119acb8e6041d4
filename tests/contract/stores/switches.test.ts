// Contract layer: switches, over memory and over DynamoDB.
import { switchKey } from '#shared/adapters/stores/switches.ts';
import type { Switch } from '#shared/domain/model/observation.ts';
import { HOUR } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { overEveryTable } from './every-table.ts';

const PAUSE: Switch = { scope: 'service', owner: 'ana', reason: 'load test', from: NOW, until: NOW + HOUR };
const PAUSE_ALL: Switch = { ...PAUSE, scope: 'everything', owner: 'bo' };

overEveryTable((given) => {
  const set = (service: string | undefined, id: string, body: unknown) =>
    given().table.put({ key: switchKey(service, id), version: 1, body });
  const active = (now = NOW) => given().switches.active('registry', now);

  it.each([
    { when: 'before it begins', now: NOW - 1, expected: [] },
    { when: 'when it begins', now: NOW, expected: [PAUSE] },
    { when: 'just before it ends', now: NOW + HOUR - 1, expected: [PAUSE] },
    { when: 'when it ends, although the item still exists', now: NOW + HOUR, expected: [] },
  ])('$when the active switches are $expected', async ({ now, expected }) => {
    await set('registry', 'one', PAUSE);
    expect(await active(now)).toEqual(expected);
  });

  it('the switches of the service and those of everything are active', async () => {
    await set('registry', 'one', PAUSE);
    await set('gateway', 'two', PAUSE);
    await set(undefined, 'three', PAUSE_ALL);
    expect(await active()).toEqual([PAUSE, PAUSE_ALL]);
  });

  it.each([
    { fault: 'no end', body: { ...PAUSE, until: undefined } },
    { fault: 'no owner', body: { ...PAUSE, owner: undefined } },
    { fault: 'an unknown scope', body: { ...PAUSE, scope: 'cluster' } },
    { fault: 'no fields', body: null },
  ])('a switch with $fault is an error, and never counts as no switch', async ({ body }) => {
    await set('registry', 'one', body);
    await expect(active()).rejects.toThrow('SWITCH#one is not a switch');
  });
});
