// Contract layer: LookupEvents over the calls that the simulated world recorded.
import { type LookupAttribute, LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { StopTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { MINUTE } from '#shared/domain/model/time.ts';
import { firstTaskIn, overTheWorld, type Setting } from '../adapters/a-setting.ts';

const lookUp = async ({ clients }: Setting, input: LookupEventsCommandInput) =>
  (await clients.cloudtrail.send(new LookupEventsCommand(input))).Events?.map(({ EventName }) => EventName);

const by = (AttributeKey: LookupAttribute['AttributeKey'], AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
});

overTheWorld((settle) => {
  it.each<{ input: LookupEventsCommandInput; events: readonly string[] }>([
    { input: {}, events: ['StopTask', 'UpdateService'] },
    { input: by('EventName', 'StopTask'), events: ['StopTask'] },
    { input: by('EventSource', 'ecs.amazonaws.com'), events: ['StopTask', 'UpdateService'] },
    { input: by('ReadOnly', 'true'), events: [] },
    { input: by('Username', 'assess'), events: ['UpdateService'] },
    { input: { StartTime: new Date('2027-01-01'), EndTime: new Date('2027-01-02') }, events: [] },
  ])('the lookup $input finds $events', async ({ input, events }) => {
    const setting = await settle();
    const { ecs } = setting.clients.as('assess-us-east-1');
    const cluster = 'ml-platform';
    await ecs.send(new UpdateServiceCommand({ cluster, service: 'mlflow-registry', desiredCount: 5 }));
    await setting.clients.ecs.send(new StopTaskCommand({ cluster, task: firstTaskIn(setting).id }));
    await setting.runFor(5 * MINUTE);
    expect(await lookUp(setting, input)).toEqual(events);
  });

  const twoAttributes = [...by('EventName', 'StopTask').LookupAttributes, ...by('ReadOnly', 'x').LookupAttributes];

  it.each<{ input: LookupEventsCommandInput; name: string }>([
    { input: { StartTime: new Date(2), EndTime: new Date(1) }, name: 'InvalidTimeRangeException' },
    { input: { LookupAttributes: twoAttributes }, name: 'InvalidLookupAttributesException' },
    { input: by('ResourceName', 'x'), name: 'InvalidLookupAttributesException' },
  ])('the lookup $input is refused with $name', async ({ input, name }) => {
    await expect(lookUp(await settle(), input)).rejects.toMatchObject({ name });
  });
});
