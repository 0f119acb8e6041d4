// Contract layer: what the target group reader makes of the listeners of the simulated world.
import { DescribeListenersCommand, DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { manyServices, overTheWorld, type Setting, serviceIn } from '../a-setting.ts';

const listenersIn = async ({ clients }: Setting, ...input: ConstructorParameters<typeof DescribeListenersCommand>) =>
  (await clients.elbv2.send(new DescribeListenersCommand(...input))).Listeners ?? [];

overTheWorld((settle) => {
  it('the listener of a load balancer sends everything to the target group behind it', async () => {
    const setting = await settle(manyServices(2));
    const { arn } = serviceIn(setting, 'service-1').targetGroup;
    expect(await setting.targetGroups.routing([arn])).toEqual({
      state: 'observed',
      at: setting.clock.now(),
      value: {
        rules: [
          {
            arn: expect.stringMatching(/:listener-rule\/app\/[^/]+\/[0-9a-f]+\/[0-9a-f]+\/[0-9a-f]+$/),
            forwards: [{ targetGroupArn: arn, weight: 1 }],
          },
        ],
      },
    });
  });

  it('listeners are selected by load balancer or by ARN', async () => {
    const setting = await settle(manyServices(2));
    const all = await listenersIn(setting, {});
    expect(all).toHaveLength(2);
    const [, second] = all;
    const { loadBalancer } = serviceIn(setting, 'service-1').targetGroup;
    expect(await listenersIn(setting, { LoadBalancerArn: loadBalancer.arn })).toEqual([second]);
    expect(await listenersIn(setting, { ListenerArns: [second?.ListenerArn ?? ''] })).toEqual([second]);
  });

  it('the rules of a listener that does not exist are not found', async () => {
    const { clients } = await settle();
    const rules = clients.elbv2.send(new DescribeRulesCommand({ ListenerArn: 'arn:aws:gone' }));
    await expect(rules).rejects.toMatchObject({ name: 'ListenerNotFoundException' });
  });
});
