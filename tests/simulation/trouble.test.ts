// Simulation layer: AWS or the medic itself is in trouble while a fault is on. Whatever fails, nobody is harmed by it.
import { jest } from '@jest/globals';
import type { FunctionRuntime } from '#local-aws/lambda/invoker.ts';
import { AwsError } from '#local-aws/operation.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { aSimulation, type WatchedSimulation } from './a-simulation.ts';
import { type Deployed, deployed, PACKAGING_TIMEOUT_MS, PLAY_TIMEOUT_MS } from './packaged-service.ts';

jest.setTimeout(PLAY_TIMEOUT_MS);

let given: Deployed;
beforeAll(async () => {
  given = await deployed();
}, PACKAGING_TIMEOUT_MS);

/** The stack with one action taken out of one role's policy. */
const withoutPermission = (stack: DeployedStack, role: RegExp, action: string): DeployedStack => ({
  ...stack,
  roles: stack.roles.map((each) =>
    role.test(each.name)
      ? { ...each, statements: each.statements.filter(({ Action }) => ![Action].flat().includes(action)) }
      : each,
  ),
});

const failing =
  (name: string) =>
  (runtime: FunctionRuntime): FunctionRuntime => ({
    invoke: async (functionName, event) =>
      functionName.endsWith(name)
        ? { errorType: 'Error', errorMessage: `${name} is broken` }
        : runtime.invoke(functionName, event),
  });

/** The one promise that cannot hold where a function is made to fail. */
const NO_FAILURES = expect.stringMatching(/^no function fails/);

const brokenPromises = ({ watchman }: WatchedSimulation): readonly string[] =>
  watchman.violations().map(({ invariant }) => invariant);

const alertKinds = ({ stage }: WatchedSimulation): readonly string[] => stage.alerts().map(({ kind }) => kind);

describe('stop-task without the permission to update the service', () => {
  it('changes nothing, its attempt fails, and people are told', async () => {
    const stack = withoutPermission(given.stack, /stop-task/i, 'ecs:UpdateService');
    const simulation = await aSimulation({ ...given, stack });
    simulation.inject('hung-task');
    await simulation.runFor(30);
    const [incident] = simulation.medic.incidents();
    const outcomes = incident?.attempts.flatMap(({ steps }) => steps.map(({ outcome }) => outcome)) ?? [];
    expect(simulation.local.mutations).toEqual([]);
    expect(outcomes[0]).toMatchObject({ kind: 'failed', error: expect.stringContaining('ecs:UpdateService') });
    expect(alertKinds(simulation)).toEqual(['escalated']);
    expect(brokenPromises(simulation)).toEqual([NO_FAILURES]);
    expect(incident).toMatchObject({ status: 'escalated', cause: 'instance-grey' });
  });
});

describe('a probe-service that always fails', () => {
  it('leaves it open whether a replacement would work: the task that hangs by its log is named, not replaced', async () => {
    const simulation = await aSimulation({ ...given, replaceRuntime: failing('-probe-service') });
    simulation.inject('hung-task');
    await simulation.runFor(20);
    expect(simulation.local.mutations).toEqual([]);
    expect(simulation.medic.incidents()).toMatchObject([
      { cause: 'instance-grey', status: 'escalated', attempts: [], handover: { reason: 'capacity-unknown' } },
    ]);
    expect(simulation.medic.record().report?.parts).toContainEqual(
      expect.objectContaining({ id: 'dependencies', mode: 'missing' }),
    );
    expect(alertKinds(simulation)).toEqual(['escalated']);
    expect(brokenPromises(simulation)).toEqual([NO_FAILURES]);
  });
});

describe('an assess that always fails', () => {
  it('ends the execution with a word to people, and nothing is changed', async () => {
    const simulation = await aSimulation({ ...given, replaceRuntime: failing('-assess') });
    simulation.inject('hung-task');
    await simulation.runFor(20);
    expect(simulation.local.mutations).toEqual([]);
    expect(alertKinds(simulation)).toEqual(['recovery-failed']);
    expect(brokenPromises(simulation)).toEqual([NO_FAILURES]);
  });
});

describe('DescribeServices throttled for three minutes', () => {
  /** Throttles from `from` on, for three minutes. */
  const throttled = async () => {
    let until = 0;
    const simulation = await aSimulation({
      ...given,
      interfere: ({ operation }) => {
        if (operation === 'DescribeServices' && simulation.clock.now() < until)
          throw new AwsError('ThrottlingException', 'Rate exceeded');
      },
    });
    return {
      simulation,
      throttle: () => {
        until = simulation.clock.now() + 3 * 60_000;
      },
    };
  };

  it('while all is well opens no incident and changes nothing', async () => {
    const { simulation, throttle } = await throttled();
    throttle();
    await simulation.runFor(15);
    expect(simulation.medic.incidents()).toEqual([]);
    expect(simulation.local.mutations).toEqual([]);
    expect(simulation.watchman.violations()).toEqual([]);
  });

  it('while a task hangs leads to no action as long as it lasts, and to one replacement afterwards', async () => {
    const { simulation, throttle } = await throttled();
    throttle();
    simulation.inject('hung-task');
    await simulation.runFor(3);
    expect(simulation.local.mutations).toEqual([]);
    await simulation.runFor(12);
    expect(simulation.medic.incidents()).toMatchObject([{ status: 'resolved', attempts: [{ verdict: 'worked' }] }]);
    expect(simulation.watchman.violations()).toEqual([]);
  });
});
