// Unit: the command shows what the functions themselves answer, over a recorded case; so that neither drifts from the other.
import { readCase } from '#cli/replay/case-file.ts';
import { recordedServices } from '#cli/replay/recorded-services.ts';
import { CheckEvent } from '#events/schemas/check.ts';
import { RemediationRequest } from '#events/schemas/remediation-request.ts';
import { remediate } from '#functions/remediate/remediate.ts';
import { scoreHealth } from '#functions/score-health/score-health.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import { type Respond, run } from './fake-terminal.ts';

const recorded = readCase('tests/fixtures/cases/hung-task.json');
const nothing = async () => {};
const services = () => ({
  ...memoryStores(),
  ...recordedServices(recorded),
  clock: { now: () => recorded.now },
  checks: { send: nothing },
  recovery: { start: nothing },
  alerts: { publish: nothing },
});

/** As Lambda would: the input parsed by the function's schema, an error answered by its name and message. */
const deployed = (): Respond => {
  const world = services();
  return async (functionName, request) => {
    try {
      if (functionName.endsWith('score-health')) return { body: await scoreHealth(world)(CheckEvent.parse(request)) };
      return { body: await remediate(world)(RemediationRequest.parse(request)) };
    } catch (error) {
      return { failed: { errorType: (error as Error).name, errorMessage: (error as Error).message } };
    }
  };
};

const TASK = '192effca2824fa519963848c7fd0ab01';

describe('medic, over the functions themselves', () => {
  it('shows the score', async () => {
    const { exitCode, out } = await run(['score', 'registry'], deployed());
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^registry {2}degraded {2}score 65 of 100, confidence 1.00\n {2}cause {5}instance-grey\n/);
  });

  it('shows a dry run with every gate', async () => {
    const { out } = await run(['remediate', 'registry', '--reason', 'users complain', '--dry-run'], deployed());
    expect(out).toContain(`  decision  act: stop-task ${TASK}\n`);
    expect(out).toMatch(/ {12}approval +pass\n +dry run: nothing was changed\n$/);
  });

  it('shows the incident that is opened, and that it is open when asked again', async () => {
    const respond = deployed();
    const words = ['remediate', 'registry', '--reason', 'users complain'];
    expect((await run(words, respond)).out).toMatch(/ {2}incident {2}registry-20261123T100040Z was opened\n$/);
    expect((await run(words, respond)).out).toMatch(/ {2}incident {2}registry-20261123T100040Z was open already\n$/);
  });

  it('shows why nothing is opened for an action that does not help', async () => {
    const { out } = await run(['remediate', 'registry', '--reason', 'x', '--action', 'roll-back'], deployed());
    expect(out).toContain('  incident  none was opened: roll-back was asked for, but stop-task is what helps');
  });

  it('repeats what they say of an unknown service', async () => {
    const { exitCode, err } = await run(['score', 'tracking'], deployed());
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: 'medic: There is no service "tracking" in medic.yml; it names: registry.\n',
    });
  });
});
