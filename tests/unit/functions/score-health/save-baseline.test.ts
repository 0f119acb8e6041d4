// Unit layer: what the checks of score-health learn about a service, over the stores in memory.
import { CheckEvent } from '#events/schemas/check.ts';
import { scoreHealth } from '#functions/score-health/score-health.ts';
import { EMPTY_BASELINE } from '#shared/domain/model/baseline.ts';
import { observed, type Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW, REVISION } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { service } from '#tests/builders/given.ts';
import { aTarget, aTargetGroup, numbersTo } from '#tests/builders/parts.ts';
import { rejecting, replacing } from '../services-in-memory.ts';

const SCHEDULED = CheckEvent.parse({
  Records: [{ messageId: 'm0', body: '{"services":["registry"],"trigger":"schedule"}' }],
});

/** Checks at these seconds after the start. AWS answers as before, and each time of the present. */
const checkAt = async (fake: FakeServices, seconds: readonly number[], services: Services = fake.services) => {
  const answers: Awaited<ReturnType<ReturnType<typeof scoreHealth>>>[] = [];
  for (const second of seconds) {
    const now = NOW + second * SECOND;
    const { ecs, tasks, targetGroups } = fake.outside;
    const { traffic, utilisation, history } = service({ newestMinute: now - 2 * MINUTE }, now);
    const present = { ecs: asOf(ecs, now), tasks: asOf(tasks, now), targetGroups: asOf(targetGroups, now) };
    Object.assign(fake.outside, { now, ...present, traffic, utilisation, history });
    answers.push(await scoreHealth(services)(SCHEDULED));
  }
  return answers;
};

const asOf = <T>(part: Part<T>, at: Instant): Part<T> => (part.state === 'observed' ? { ...part, at } : part);

const every15Seconds = (from: number, until: number): readonly number[] =>
  Array.from({ length: (until - from) / 15 + 1 }, (_, index) => from + 15 * index);

const baselineOf = async ({ stores }: FakeServices) => (await stores.baselines.read(['registry'])).get('registry');

/** Counts the writes of baselines. */
const counting = (fake: FakeServices): { readonly services: Services; readonly saves: () => number } => {
  let saves = 0;
  const services = replacing(fake, 'baselines', {
    save: (...saved) => {
      saves += 1;
      return fake.stores.baselines.save(...saved);
    },
  });
  return { services, saves: () => saves };
};

it('a service that stays healthy proves its revision, with one write every ten minutes', async () => {
  const fake = fakeServices();
  const { services, saves } = counting(fake);
  await checkAt(fake, every15Seconds(0, 1_500), services);
  expect(await baselineOf(fake)).toMatchObject({
    revisions: [{ taskDefinition: REVISION, firstAt: NOW, healthyMs: 20 * MINUTE }],
    usual: { findings: [] },
  });
  expect(saves()).toBe(3);
});

it('a task that starts to serve is a sample of the start times, once', async () => {
  const fake = fakeServices();
  const withFifth = (createdAt: number, starting: boolean) =>
    service({ tasks: 5, task: { 5: { createdAt, ...(starting && { lastStatus: 'PENDING' }) } } }, createdAt).tasks;
  await checkAt(fake, [0, 15]);
  fake.outside.tasks = withFifth(NOW + 20 * SECOND, true);
  await checkAt(fake, [30, 45]);
  fake.outside.tasks = withFifth(NOW + 20 * SECOND, false);
  const targets = numbersTo(5).map((number) => aTarget(number));
  fake.outside.targetGroups = observed(NOW, aTargetGroup({ targets }));
  await checkAt(fake, [60, 75, 90]);
  expect((await baselineOf(fake))?.starts).toEqual([{ task: 'task-5', at: NOW + MINUTE, tookMs: 40 * SECOND }]);
});

it('an open incident ends the healthy time and leaves the usual state as it was', async () => {
  const fake = fakeServices();
  await checkAt(fake, every15Seconds(0, 60));
  await fake.stores.incidents.open(anIncident());
  await checkAt(fake, [75]);
  expect(await baselineOf(fake)).toMatchObject({
    revisions: [{ lastAt: NOW + MINUTE, healthyMs: MINUTE }],
    interruptedAt: NOW + 75 * SECOND,
    usual: { at: NOW },
  });
});

it('a baseline that cannot be read is not written over', async () => {
  const fake = fakeServices();
  await checkAt(fake, [0], replacing(fake, 'baselines', { read: rejecting(new Error('throttled')) }));
  expect(await baselineOf(fake)).toBe(EMPTY_BASELINE);
});

it('a baseline that cannot be written costs no check: the outcome tells why', async () => {
  const fake = fakeServices();
  const services = replacing(fake, 'baselines', { save: rejecting(new Error('throttled')) });
  expect(await checkAt(fake, [0], services)).toMatchObject([
    { batchItemFailures: [], outcomes: [{ kind: 'checked', baselineNotSaved: 'Error: throttled' }] },
  ]);
});
