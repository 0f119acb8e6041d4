// Unit layer: which lookups the change reader makes, and how it merges their answers.
import type { Event, LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import type { Operation } from '#local-aws/operation.ts';
import { changeReader } from '#shared/adapters/cloudtrail/changes.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { clock, NOW, only, range, recordedClient, refusing } from '../recorded-client.ts';
import { ALICE, anEvent } from './cloudtrail-events.ts';

const operationOf = ({ LookupAttributes }: LookupEventsCommandInput) => LookupAttributes?.[0]?.AttributeValue;

const readerOver = (LookupEvents: Operation) => {
  const { client, inputsOf } = recordedClient('cloudtrail', { LookupEvents });
  const reader = changeReader(client, clock);
  return {
    reader,
    read: async () => only(await reader.recent([aPolicy()])),
    inputs: () => inputsOf<LookupEventsCommandInput>('LookupEvents'),
  };
};

/** Answers every lookup with the same events, as a recorded case does. */
const changesIn = async (...events: readonly Event[]) =>
  valueIn(await readerOver(() => ({ Events: [...events] })).read());

it('one lookup per operation covers a quarter of an hour and all services', async () => {
  const { reader, inputs } = readerOver(() => ({ Events: [anEvent()] }));
  const parts = await reader.recent([aPolicy(), aPolicy({ name: 'other', service: 'other' })]);
  expect([...parts.values()]).toMatchObject([{ value: [{ by: ALICE }] }, { value: [] }]);
  expect(inputs().map(operationOf)).toEqual(['UpdateService', 'StopTask', 'StopServiceDeployment', 'DeleteService']);
  expect(inputs()[0]).toEqual({
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'UpdateService' }],
    StartTime: new Date(NOW - 15 * MINUTE),
    EndTime: new Date(NOW),
    MaxResults: 50,
  });
});

it('changes are listed newest first, each once although several lookups answer it', async () => {
  const times = [NOW - MINUTE, NOW - 3 * MINUTE];
  const changes = await changesIn(anEvent({ id: 'old', at: NOW - 3 * MINUTE }), anEvent({ id: 'new' }));
  expect(changes?.map(({ at }) => at)).toEqual(times);
  const unnamed = range(2).map((number) => anEvent({ record: { eventID: number } }));
  expect(await changesIn(...unnamed.map((event) => ({ ...event, EventId: undefined })))).toHaveLength(2);
});

it('a malformed event leaves the other changes alone', async () => {
  expect(await changesIn({ ...anEvent({ id: 'two' }), CloudTrailEvent: 'no JSON' }, anEvent())).toHaveLength(1);
});

it.each([
  { age: -1, changes: 0 },
  { age: 0, changes: 1 },
  { age: 15 * MINUTE, changes: 1 },
  { age: 15 * MINUTE + 1, changes: 0 },
])('an event of $age ms ago makes $changes changes', async ({ age, changes }) => {
  expect(await changesIn(anEvent({ at: NOW - age }))).toHaveLength(changes);
});

it.each([
  { pages: 2, read: 2 },
  { pages: 3, read: 3 },
  { pages: 4, read: 3 },
])('of $pages pages of a lookup $read are read', async ({ pages, read }) => {
  const reader = readerOver((input: LookupEventsCommandInput) => {
    const page = Number(input.NextToken ?? 1);
    const hasMore = operationOf(input) === 'UpdateService' && page < pages;
    return { Events: [anEvent({ id: String(page) })], ...(hasMore && { NextToken: String(page + 1) }) };
  });
  expect(valueIn(await reader.read())).toHaveLength(read);
  expect(reader.inputs()).toHaveLength(read + 3);
});

it('one refused lookup makes the changes missing, because it might have answered more', async () => {
  const { read } = readerOver((input: LookupEventsCommandInput, caller) =>
    operationOf(input) === 'StopTask'
      ? refusing('ThrottlingException')(input as never, caller)
      : { Events: [anEvent()] },
  );
  expect(await read()).toMatchObject({ state: 'missing', reason: 'throttled' });
});
