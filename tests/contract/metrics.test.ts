// Contract layer: what the metric reader makes of the local world's answers, in process and over the wire.

import { createRandom } from '#local-aws/clock/random.ts';
import { observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import { databaseDown } from '#sim/faults/database-down.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { bothWays, policyFor, type Setting } from './adapter-harness.ts';

const groupsOf = async (
  { world, targetGroups, clock }: Setting,
  service: string,
): Promise<Part<readonly BalancedTargetGroup[]>> => {
  const arn = world.services.get(service)?.targetGroup.arn ?? '';
  const part = (await targetGroups.read([arn])).get(arn);
  const group = part && valueIn(part);
  return observed(clock.now(), group ? [group] : []);
};

const readMetrics = async (setting: Setting) => {
  const request = { policy: policyFor('registry'), targetGroups: await groupsOf(setting, 'mlflow-registry') };
  const metrics = (await setting.metrics.read([request])).get('registry');
  if (!metrics) throw new Error('the reader left the service out');
  return metrics;
};

bothWays((settle) => {
  it('reads the traffic of a well service: requests, their latency, and hardly an error', async () => {
    const setting = await settle();
    await setting.runFor(10 * MINUTE);
    const { traffic } = await readMetrics(setting);
    const value = valueIn(traffic);
    expect(value).toMatchObject({ windowSeconds: 60, elb502: 0, elb503: 0, elb504: 0 });
    expect(value?.requests).toBeGreaterThan(90 * 60);
    expect(value?.target5xx).toBeLessThan(20);
    expect(value?.latencyP95Ms).toBeGreaterThan(1);
    expect(value?.latencyP95Ms).toBeLessThan(5_000);
  });

  it('dates the traffic to the end of the newest minute that it knows', async () => {
    const setting = await settle();
    await setting.runFor(10 * MINUTE + 30 * SECOND);
    const { traffic } = await readMetrics(setting);
    if (traffic.state !== 'observed') throw new Error('expected traffic');
    expect(traffic.at % MINUTE).toBe(0);
    expect(traffic.at).toBeLessThanOrEqual(setting.clock.now());
    expect(traffic.at).toBeGreaterThan(setting.clock.now() - 3 * MINUTE);
  });

  it('counts the errors of the targets', async () => {
    const setting = await settle();
    await setting.runFor(2 * MINUTE);
    databaseDown.plan(createRandom(1)).inject(setting.world, 'mlflow-registry');
    await setting.runFor(6 * MINUTE);
    const value = valueIn((await readMetrics(setting)).traffic);
    expect(value?.target5xx).toBeGreaterThan(0);
    expect(value?.target5xx).toBeLessThanOrEqual(value?.requests ?? 0);
  });

  it('counts what the load balancer refused for want of a target among the requests', async () => {
    const setting = await settle([{ ...REGISTRY, desiredCount: 0 }]);
    await setting.runFor(10 * MINUTE);
    const value = valueIn((await readMetrics(setting)).traffic);
    expect(value?.elb503).toBeGreaterThan(90 * 60);
    expect(value?.requests).toBe(value?.elb503);
    expect(value?.latencyP95Ms).toBeUndefined();
  });

  it('says frozen where there is no traffic at all', async () => {
    const setting = await settle([{ ...REGISTRY, requestsPerSecond: 0 }]);
    await setting.runFor(10 * MINUTE);
    expect((await readMetrics(setting)).traffic).toEqual({ state: 'frozen', at: setting.clock.now() });
  });

  it('reads utilisation as shares of what the tasks reserved', async () => {
    const setting = await settle();
    await setting.runFor(10 * MINUTE);
    const value = valueIn((await readMetrics(setting)).utilisation);
    for (const share of [value?.cpu, value?.memory]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });

  it('tells of each of the last thirty minutes, in step with the traffic and the utilisation of now', async () => {
    const setting = await settle();
    await setting.runFor(40 * MINUTE);
    const { history, traffic, utilisation } = await readMetrics(setting);
    const { cpu, memory, requests, failed, latencyP95Ms } = valueIn(history) ?? {};
    const lists = [cpu, memory, requests, failed, latencyP95Ms];
    const [from, to] = [setting.clock.now() - 30 * MINUTE, setting.clock.now() - MINUTE];
    for (const list of lists) {
      const times = list?.map(({ at }) => at) ?? [];
      expect(times[0]).toBe(from);
      expect(times.at(-1)).toBeGreaterThanOrEqual(to - MINUTE);
      expect(times).toEqual(times.map((_, index) => from + index * MINUTE));
    }
    expect(cpu?.at(-1)?.value).toBe(valueIn(utilisation)?.cpu);
    expect(memory?.at(-1)?.value).toBe(valueIn(utilisation)?.memory);
    expect(requests?.at(-1)?.value).toBe(valueIn(traffic)?.requests);
    expect(latencyP95Ms?.at(-1)?.value).toBe(valueIn(traffic)?.latencyP95Ms);
  });

  it('tells when it was that requests failed', async () => {
    const setting = await settle();
    await setting.runFor(10 * MINUTE);
    const brokenAt = setting.clock.now();
    databaseDown.plan(createRandom(1)).inject(setting.world, 'mlflow-registry');
    await setting.runFor(5 * MINUTE);
    const failed = valueIn((await readMetrics(setting)).history)?.failed ?? [];
    const worst = (list: typeof failed) => Math.max(...list.map(({ value }) => value));
    expect(worst(failed.filter(({ at }) => at < brokenAt))).toBeLessThan(60);
    expect(worst(failed.filter(({ at }) => at >= brokenAt))).toBeGreaterThan(600);
  });

  it('says no data of the utilisation before the first minute is known', async () => {
    const setting = await settle();
    expect((await readMetrics(setting)).utilisation).toMatchObject({ state: 'missing', reason: 'no-data' });
  });

  it('reads more services than one call has room for, each with its own traffic', async () => {
    const specs = Array.from({ length: 70 }, (_, index) => ({
      ...REGISTRY,
      name: `service-${index}`,
      desiredCount: 1,
      requestsPerSecond: index,
      needs: [],
    }));
    const setting = await settle(specs);
    await setting.runFor(5 * MINUTE);
    const requests = await Promise.all(
      specs.map(async ({ name }) => ({ policy: policyFor(name, name), targetGroups: await groupsOf(setting, name) })),
    );
    const metrics = await setting.metrics.read(requests);
    expect(metrics.get('service-0')?.traffic.state).toBe('frozen');
    const rates = specs.slice(1).map(({ name }) => {
      const traffic = metrics.get(name)?.traffic;
      return ((traffic && valueIn(traffic)?.requests) ?? 0) / MINUTE;
    });
    expect(rates.every((rate) => rate > 0)).toBe(true);
    expect(rates.at(-1)).toBeGreaterThan(30 * (rates[0] ?? 1));
  });
});
