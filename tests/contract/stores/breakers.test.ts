// Contract layer: breaker records, over memory and over DynamoDB.
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { NOW } from '#tests/builders/constants.ts';
import { overEveryTable } from './every-table.ts';

const OPEN: BreakerRecord = { name: 'backend', state: 'open', version: 1, openedAt: NOW, failedResets: 0 };
const HALF_OPEN: BreakerRecord = {
  ...OPEN,
  state: 'half-open',
  version: 2,
  ramp: { percent: 1, since: NOW, calls: 0, failures: 0 },
};

overEveryTable((given) => {
  it('the records of a service are read as they were written, sorted by name', async () => {
    const { write, readAll } = given().breakers;
    const artifacts = { ...OPEN, name: 'artifacts' };
    await write('registry', OPEN, 0);
    await write('registry', HALF_OPEN, 1);
    await write('registry', artifacts, 0);
    await write('gateway', OPEN, 0);
    expect(await readAll('registry')).toEqual([artifacts, HALF_OPEN]);
  });

  it.each([
    { expected: 0, version: 3 },
    { expected: 1, version: 3 },
    { expected: 8, version: 9 },
  ])('a write over version $expected of a record at version 2 is a conflict', async ({ expected, version }) => {
    const { write, readAll } = given().breakers;
    await write('registry', HALF_OPEN, 0);
    await expect(write('registry', { ...OPEN, version }, expected)).rejects.toThrow(WriteConflict);
    expect(await readAll('registry')).toEqual([HALF_OPEN]);
  });

  it('a write has to raise the version', async () => {
    await expect(given().breakers.write('registry', { ...OPEN, version: 0 }, 0)).rejects.toThrow(RangeError);
  });

  it.each([
    { fault: 'a text', body: 'open' },
    { fault: 'a record in an unknown state', body: { ...OPEN, state: 'ajar' } },
    { fault: 'a record without version', body: { name: 'backend', state: 'open', failedResets: 0 } },
    { fault: 'a record without count of resets', body: { name: 'backend', state: 'open', version: 1 } },
    { fault: 'a record with a negative cool-down', body: { ...OPEN, cooldownSeconds: -1 } },
    { fault: 'a record with a textual cool-down', body: { ...OPEN, cooldownSeconds: '30' } },
  ])('$fault is an error that names the item, and never counts as no breaker', async ({ body }) => {
    const key = { partition: 'SERVICE#registry', sort: 'BREAKER#backend' };
    await given().table.put({ key, version: 1, body });
    await expect(given().breakers.readAll('registry')).rejects.toThrow('SERVICE#registry BREAKER#backend');
  });
});
