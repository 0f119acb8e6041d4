// Contract layer: what the target group reader makes of the simulated world.
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { firstTaskIn, manyServices, observedIn, overTheWorld, type Setting, serviceIn, tasksIn } from '../a-setting.ts';

const GONE = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/gone/0123456789abcdef';

const readGroup = async (setting: Setting) => {
  const { arn } = serviceIn(setting).targetGroup;
  return observedIn(await setting.targetGroups.read([arn]), arn);
};

overTheWorld((settle) => {
  it('a target group is read with its settings, its load balancer and its healthy targets', async () => {
    const setting = await settle();
    expect(await readGroup(setting)).toEqual({
      arn: serviceIn(setting).targetGroup.arn,
      port: 5000,
      balancedBy: 'application',
      protocol: 'HTTP',
      protocolVersion: 'HTTP1',
      healthCheck: {
        path: '/health',
        port: 'traffic-port',
        intervalSeconds: 5,
        timeoutSeconds: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        codes: '200',
      },
      loadBalancerNames: [expect.stringMatching(/^app\/[^/]+\/[0-9a-f]+$/)],
      targets: tasksIn(setting).map(({ ip, zone }) => ({
        id: ip,
        port: 5000,
        availabilityZone: zone.name,
        state: 'healthy',
      })),
    });
  });

  it('an unhealthy target is read with its reason', async () => {
    const setting = await settle();
    const task = firstTaskIn(setting);
    task.condition = 'failing-health-check';
    await setting.runFor(15 * SECOND);
    expect((await readGroup(setting)).targets.find(({ id }) => id === task.ip)).toMatchObject({
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: expect.stringContaining('500'),
    });
  });

  it('a target group that does not exist is not found, and leaves the others of its batch alone', async () => {
    const setting = await settle(manyServices(12));
    const arns = [...setting.world.services.values()].map(({ targetGroup }) => targetGroup.arn);
    const parts = await setting.targetGroups.read([GONE, ...arns]);
    expect(parts.get(GONE)).toMatchObject({ state: 'missing', reason: 'not-found' });
    expect(arns.map((arn) => observedIn(parts, arn).arn)).toEqual(arns);
  });

  it('a changed setting is read after five minutes', async () => {
    const setting = await settle();
    const threshold = async () => (await readGroup(setting)).healthCheck.unhealthyThreshold;
    expect(await threshold()).toBe(2);
    const { targetGroup } = serviceIn(setting);
    Object.assign(targetGroup, { healthCheck: { ...targetGroup.healthCheck, unhealthyThreshold: 3 } });
    await setting.runFor(5 * MINUTE - 1);
    expect(await threshold()).toBe(2);
    await setting.runFor(1);
    expect(await threshold()).toBe(3);
  });
});
