// Contract layer: what the metric reader makes of the simulated world.
import { createRandom } from '#local-aws/clock/random.ts';
import { frozen, observed, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { MetricRequest } from '#shared/ports/observing.ts';
import { databaseDown } from '#sim/faults/database-down.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { manyServices, observedIn, overTheWorld, policyFor, type Setting, serviceIn } from '../a-setting.ts';

const requestFor = async (setting: Setting, service: string): Promise<MetricRequest> => {
  const { arn } = serviceIn(setting, service).targetGroup;
  const group = observedIn(await setting.targetGroups.read([arn]), arn);
  return { policy: policyFor(service, service), targetGroups: observed(setting.clock.now(), [group]) };
};

const readMetrics = async (setting: Setting) => {
  const metrics = await setting.metrics.read([await requestFor(setting, 'mlflow-registry')]);
  const found = metrics.get('mlflow-registry');
  if (!found) throw new Error('the reader left the service out');
  const { traffic, utilisation, history } = found;
  return { ...found, values: { ...valueIn(traffic), ...valueIn(utilisation) }, minutes: valueIn(history) };
};

const takeDatabaseDown = ({ world }: Setting) => databaseDown.plan(createRandom(1)).inject(world, 'mlflow-registry');

overTheWorld((settle) => {
  it('a healthy service has requests with their latency, hardly an error, and a utilisation below its reservation', async () => {
    const setting = await settle();
    await setting.runFor(10 * MINUTE);
    const { values } = await readMetrics(setting);
    expect(values).toMatchObject({ windowSeconds: 60, elb502: 0, elb503: 0, elb504: 0 });
    expect(values.requests).toBeGreaterThan(90 * 60);
    expect(values.target5xx).toBeLessThan(20);
    expect(values.latencyP95Ms).toBeGreaterThan(1);
    expect(values.latencyP95Ms).toBeLessThan(5_000);
    for (const share of [values.cpu, values.memory]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });

  it('the traffic is dated to the end of a whole minute, at most three minutes ago', async () => {
    const setting = await settle();
    await setting.runFor(10 * MINUTE + 30 * SECOND);
    const { traffic } = await readMetrics(setting);
    const at = traffic.state === 'observed' ? traffic.at : Number.NaN;
    expect(at % MINUTE).toBe(0);
    expect(setting.clock.now() - at).toBeGreaterThanOrEqual(0);
    expect(setting.clock.now() - at).toBeLessThan(3 * MINUTE);
  });

  it('requests that the load balancer refuses for lack of a target count as requests', async () => {
    const setting = await settle([{ ...REGISTRY, desiredCount: 0 }]);
    await setting.runFor(10 * MINUTE);
    const { values } = await readMetrics(setting);
    expect(values.elb503).toBeGreaterThan(90 * 60);
    expect(values.requests).toBe(values.elb503);
    expect(values.latencyP95Ms).toBeUndefined();
  });

  it('a service without requests has frozen traffic', async () => {
    const setting = await settle([{ ...REGISTRY, requestsPerSecond: 0 }]);
    await setting.runFor(10 * MINUTE);
    expect((await readMetrics(setting)).traffic).toEqual({ state: 'frozen', at: setting.clock.now() });
  });

  it('the utilisation of a service in its first minute is missing as no data', async () => {
    const { utilisation } = await readMetrics(await settle());
    expect(utilisation).toMatchObject({ state: 'missing', reason: 'no-data' });
  });

  it('the history has each of the last thirty minutes, and ends with the current traffic and utilisation', async () => {
    const setting = await settle();
    await setting.runFor(40 * MINUTE);
    const { minutes, values } = await readMetrics(setting);
    const from = setting.clock.now() - 30 * MINUTE;
    const { backlog, byTargetGroup: [{ arn: _, ...ofGroup } = { arn: '' }] = [], ...ofService } = minutes ?? {};
    expect(backlog).toEqual([]);
    for (const list of [...Object.values(ofService), ...Object.values(ofGroup)]) {
      const times = list.map(({ at }: { readonly at: number }) => at);
      expect(times.length).toBeGreaterThanOrEqual(29);
      expect(times).toEqual(times.map((_: number, index: number) => from + index * MINUTE));
    }
    expect({
      cpu: minutes?.cpu.at(-1)?.value,
      memory: minutes?.memory.at(-1)?.value,
      requests: minutes?.requests.at(-1)?.value,
      latencyP95Ms: minutes?.latencyP95Ms.at(-1)?.value,
    }).toEqual({
      cpu: values.cpu,
      memory: values.memory,
      requests: values.requests,
      latencyP95Ms: values.latencyP95Ms,
    });
  });

  it('requests that fail are errors of the targets, and the history shows since when', async () => {
    const setting = await settle();
    await setting.runFor(10 * MINUTE);
    const brokenAt = setting.clock.now();
    takeDatabaseDown(setting);
    await setting.runFor(5 * MINUTE);
    const { minutes, values } = await readMetrics(setting);
    const { before = [], after = [] } = Object.groupBy(minutes?.failed ?? [], ({ at }) =>
      at < brokenAt ? 'before' : 'after',
    );
    expect(Math.max(...before.map(({ value }) => value))).toBeLessThan(60);
    expect(Math.max(...after.map(({ value }) => value))).toBeGreaterThan(600);
    expect(values.target5xx).toBeGreaterThan(0);
    expect(values.target5xx).toBeLessThanOrEqual(values.requests ?? 0);
  });

  it('the 503s of a shared load balancer belong to the service that has no target', async () => {
    const names = ['service-0', 'service-1'];
    const setting = await settle(manyServices(2).map((spec) => ({ ...spec, requestsPerSecond: 20, needs: [] })));
    const [serving, scaledIn] = names.map((name) => serviceIn(setting, name));
    Object.assign(scaledIn?.targetGroup ?? {}, { loadBalancer: serving?.targetGroup.loadBalancer });
    await setting.runFor(5 * MINUTE);
    Object.assign(scaledIn ?? {}, { desiredCount: 0 });
    await setting.runFor(5 * MINUTE);
    const requests = await Promise.all(names.map((name) => requestFor(setting, name)));
    const metrics = await setting.metrics.read(requests);
    const [withTarget, withoutTarget] = names.map((name) => valueIn(metrics.get(name)?.traffic ?? frozen(0)));
    expect(withTarget).toMatchObject({ elb502: 0, elb503: 0, elb504: 0 });
    expect(withTarget?.foreign?.count).toBeGreaterThan(1_000);
    expect(withTarget?.foreign?.ownShare).toBeLessThan(0.9);
    expect(withoutTarget?.elb503).toBeGreaterThan(1_000);
    expect(withoutTarget).not.toHaveProperty('foreign');
  });

  it('70 services need several calls, and each has its own traffic', async () => {
    const specs = manyServices(70).map((spec, rate) => ({ ...spec, requestsPerSecond: rate, needs: [] }));
    const setting = await settle(specs);
    await setting.runFor(5 * MINUTE);
    const metrics = await setting.metrics.read(await Promise.all(specs.map(({ name }) => requestFor(setting, name))));
    expect(metrics.get('service-0')?.traffic.state).toBe('frozen');
    const requests = specs.slice(1).map(({ name }) => {
      const traffic = metrics.get(name)?.traffic;
      return (traffic && valueIn(traffic)?.requests) ?? 0;
    });
    expect(Math.min(...requests)).toBeGreaterThan(0);
    expect(requests.at(-1)).toBeGreaterThan(30 * (requests[0] ?? 0));
  });
});
