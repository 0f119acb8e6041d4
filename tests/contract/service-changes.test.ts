// Contract layer: what the change reader makes of the calls that the world recorded, in process and over the wire.
import { LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import {
  DescribeServicesCommand,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { changeReader } from '#shared/adapters/cloudtrail/changes.ts';
import { valueIn } from '#shared/domain/model/part.ts';
import { release } from '#sim/faults/rollouts.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { present } from '#tests/unit/sim/a-world.ts';
import { bothWays, type Setting } from './surroundings-harness.ts';

const place = { cluster: 'ml-platform', service: 'mlflow-registry' };
const ALICE = 'arn:aws:sts::123456789012:assumed-role/operator/alice';

const changesOf = async ({ cloudtrail, clock }: Setting, policy = aPolicy()) =>
  present(valueIn(present((await changeReader(cloudtrail, clock).recent([policy])).get(policy.name))));

const scale = ({ ecsAs }: Setting, role: string, desiredCount = 5) =>
  ecsAs(role).send(new UpdateServiceCommand({ ...place, desiredCount }));

bothWays((settle) => {
  it('tells who changed the service, some minutes after they did', async () => {
    const setting = await settle();
    const at = setting.clock.now();
    await scale(setting, 'operator');
    await setting.runFor(119);
    expect(await changesOf(setting)).toEqual([]);
    await setting.runFor(181);
    expect(await changesOf(setting)).toEqual([{ at, what: 'UpdateService', by: ALICE }]);
  });

  it('tells of tasks and deployments that were stopped, newest first', async () => {
    const setting = await settle();
    const task = present(setting.alive()[0]).id;
    await setting.ecsAs('operator').send(new StopTaskCommand({ cluster: place.cluster, task }));
    await setting.runFor(10);
    release(setting.world, setting.service);
    const serviceDeploymentArn = present(setting.service.serviceDeployments[0]).arn;
    await setting.ecsAs('operator').send(new StopServiceDeploymentCommand({ serviceDeploymentArn }));
    await setting.runFor(300);
    expect((await changesOf(setting)).map(({ what }) => what)).toEqual(['StopServiceDeployment', 'StopTask']);
  });

  it('tells nothing of the medic, of reads, of refused calls and of other services', async () => {
    const setting = await settle();
    await scale(setting, 'ecs-medic-dev-stop-task-us-east-1');
    await setting.ecsAs('operator').send(new DescribeServicesCommand({ cluster: place.cluster, services: ['x'] }));
    await expect(scale(setting, 'operator', -1)).rejects.toThrow('negative');
    await setting.runFor(300);
    expect(await changesOf(setting)).toEqual([]);
    expect(setting.world.calls.map(({ role, result }) => [role, result.kind])).toEqual([
      ['ecs-medic-dev-stop-task-us-east-1', 'done'],
      ['operator', 'refused'],
    ]);

    await scale(setting, 'operator');
    await setting.runFor(300);
    expect(await changesOf(setting, aPolicy({ service: 'another' }))).toEqual([]);
    expect(await changesOf(setting, aPolicy({ cluster: 'another' }))).toEqual([]);
  });

  it('forgets a change after a quarter of an hour', async () => {
    const setting = await settle();
    await scale(setting, 'operator');
    await setting.runFor(900);
    expect(await changesOf(setting)).toHaveLength(1);
    await setting.runFor(1);
    expect(await changesOf(setting)).toEqual([]);
  });

  it('reads several pages', async () => {
    const setting = await settle();
    for (let count = 1; count <= 60; count += 1) await scale(setting, 'operator', count);
    await setting.runFor(300);
    expect(await changesOf(setting)).toHaveLength(60);
  });
});

describe('the trail of the world', () => {
  bothWays((settle) => {
    const namesOf = async ({ cloudtrail }: Setting, input: LookupEventsCommandInput) =>
      (await cloudtrail.send(new LookupEventsCommand(input))).Events?.map(({ EventName }) => EventName);
    const by = (AttributeKey: 'EventName' | 'EventSource' | 'ReadOnly' | 'Username', AttributeValue: string) => ({
      LookupAttributes: [{ AttributeKey, AttributeValue }],
    });

    it.each([
      { what: 'nothing in particular', input: {}, found: ['StopTask', 'UpdateService'] },
      { what: 'a name', input: by('EventName', 'StopTask'), found: ['StopTask'] },
      { what: 'a source', input: by('EventSource', 'ecs.amazonaws.com'), found: ['StopTask', 'UpdateService'] },
      { what: 'reads', input: by('ReadOnly', 'true'), found: [] },
      { what: 'a session', input: by('Username', 'assess'), found: ['UpdateService'] },
      { what: 'the future', input: { StartTime: new Date('2027-01-01'), EndTime: new Date('2027-01-02') }, found: [] },
    ])('answers for $what', async ({ input, found }) => {
      const setting = await settle();
      await scale(setting, 'assess-us-east-1');
      const task = present(setting.alive()[0]).id;
      await setting.ecsAs('operator').send(new StopTaskCommand({ cluster: place.cluster, task }));
      await setting.runFor(300);
      expect(await namesOf(setting, input)).toEqual(found);
    });

    it.each([
      {
        what: 'a range that ends before it begins',
        input: { StartTime: new Date(2), EndTime: new Date(1) },
        name: 'InvalidTimeRangeException',
      },
      {
        what: 'two attributes',
        input: {
          LookupAttributes: [...by('EventName', 'StopTask').LookupAttributes, ...by('ReadOnly', 'x').LookupAttributes],
        },
        name: 'InvalidLookupAttributesException',
      },
      {
        what: 'an attribute that it does not know',
        input: { LookupAttributes: [{ AttributeKey: 'ResourceName' as const, AttributeValue: 'x' }] },
        name: 'InvalidLookupAttributesException',
      },
    ])('refuses $what', async ({ input, name }) => {
      await expect(namesOf(await settle(), input)).rejects.toMatchObject({ name });
    });
  });
});
