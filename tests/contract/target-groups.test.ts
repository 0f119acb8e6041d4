// Contract layer: what the target group reader makes of the local world's answers, in process and over the wire.
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { bothWays, type Setting } from './adapter-harness.ts';

const arnsOf = ({ world }: Setting) => [...world.services.values()].map(({ targetGroup }) => targetGroup.arn);

bothWays((settle) => {
  it('reads a group with its settings, its load balancer and its targets', async () => {
    const setting = await settle();
    const [arn = ''] = arnsOf(setting);
    const part = (await setting.targetGroups.read([arn])).get(arn);
    expect(part && valueIn(part)).toMatchObject({
      arn,
      port: 5000,
      healthCheck: { path: '/health', port: 'traffic-port', intervalSeconds: 5, codes: '200' },
      loadBalancerNames: [expect.stringMatching(/^app\/[^/]+\/[0-9a-f]+$/)],
    });
    const targets = (part && valueIn(part)?.targets) ?? [];
    expect(targets).toHaveLength(4);
    expect(targets.every(({ port, state, reason }) => port === 5000 && state === 'healthy' && !reason)).toBe(true);
    expect(new Set(targets.map(({ id }) => id))).toEqual(
      new Set([...setting.world.tasks.values()].map(({ ip }) => ip)),
    );
  });

  it('reads an unhealthy target with why it is', async () => {
    const setting = await settle();
    const [arn = ''] = arnsOf(setting);
    const task = [...setting.world.tasks.values()][0];
    if (!task) throw new Error('the world has no task');
    task.condition = 'failing-health-check';
    await setting.runFor(15 * SECOND);
    const part = (await setting.targetGroups.read([arn])).get(arn);
    const target = part && valueIn(part)?.targets.find(({ id }) => id === task.ip);
    expect(target).toMatchObject({
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: expect.stringContaining('500'),
    });
  });

  it('says not found of a group that is not there, and reads the others', async () => {
    const specs = Array.from({ length: 12 }, (_, index) => ({
      ...REGISTRY,
      name: `service-${index}`,
      desiredCount: 1,
    }));
    const setting = await settle(specs);
    const gone = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/gone/0123456789abcdef';
    const parts = await setting.targetGroups.read([gone, ...arnsOf(setting)]);
    expect(parts.get(gone)).toMatchObject({ state: 'missing', reason: 'not-found' });
    expect(arnsOf(setting).map((arn) => parts.get(arn)?.state)).toEqual(specs.map(() => 'observed'));
  });

  it('reads targets between which the load balancer sees no difference as such', async () => {
    const setting = await settle();
    const [arn = ''] = arnsOf(setting);
    const part = (await setting.targetGroups.read([arn])).get(arn);
    const targets = (part && valueIn(part)?.targets) ?? [];
    expect(targets.map(({ isAnomalous }) => isAnomalous)).toEqual(targets.map(() => undefined));
  });

  it('answers nothing where nothing is asked', async () => {
    const { targetGroups } = await settle();
    expect(await targetGroups.read([])).toEqual(new Map());
  });

  it('sees a changed setting once five minutes have gone by', async () => {
    const setting = await settle();
    const [arn = ''] = arnsOf(setting);
    const unhealthyThreshold = async () => {
      const part = (await setting.targetGroups.read([arn])).get(arn);
      return part && valueIn(part)?.healthCheck.unhealthyThreshold;
    };
    expect(await unhealthyThreshold()).toBe(2);
    const group = setting.world.services.get('mlflow-registry')?.targetGroup;
    Object.assign(group ?? {}, { healthCheck: { ...group?.healthCheck, unhealthyThreshold: 3 } });
    await setting.runFor(5 * MINUTE - 1);
    expect(await unhealthyThreshold()).toBe(2);
    await setting.runFor(1);
    expect(await unhealthyThreshold()).toBe(3);
  });
});
