// Unit: the commands against the real functions over a recorded case, so that requests and answers fit on both sides.
import { readCase } from '#cli/replay/case-file.ts';
import { recordedServices } from '#cli/replay/recorded-services.ts';
import { CheckEvent } from '#events/schemas/check.ts';
import { RemediationRequest } from '#events/schemas/remediation-request.ts';
import { remediate } from '#functions/remediate/remediate.ts';
import { scoreHealth } from '#functions/score-health/score-health.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import { type Respond, run } from '../run-medic.ts';

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

/** Answers like Lambda: the function's schema parses the input, and an error becomes its name and message. */
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

describe('with the deployed functions', () => {
  it.each([
    [
      'medic score',
      'score registry',
      /^registry {2}degraded {2}score 65 of 100, confidence 1.00\n {2}cause {5}instance-grey\n/,
    ],
    ['medic diagnose', 'diagnose registry', / {2}evidence {2}task-not-working, \w{32}, seen in 2 consecutive checks\n/],
    [
      'a dry run',
      'remediate registry --reason slow --dry-run',
      / {12}approval +pass\n +dry run: nothing was changed\n$/,
    ],
    [
      'an action that is not the right one',
      'remediate registry --reason slow --action roll-back',
      / {2}incident {2}not opened: roll-back was asked for, but stop-task is what helps/,
    ],
  ])('%s prints the answer', async (_, words, printed) => {
    const { exitCode, out } = await run(words, deployed());
    expect(exitCode).toBe(0);
    expect(out).toMatch(printed);
  });

  it('medic remediate opens an incident, and finds it open when it is called again', async () => {
    const respond = deployed();
    const words = 'remediate registry --reason slow';
    expect((await run(words, respond)).out).toMatch(/ {2}incident {2}registry-20261123T100040Z was opened\n$/);
    expect((await run(words, respond)).out).toMatch(/ {2}incident {2}registry-20261123T100040Z was already open\n$/);
  });

  it('the message about an unknown service is repeated', async () => {
    const err = 'medic: There is no service "tracking" in medic.yml; it names: registry.\n';
    expect(await run('score tracking', deployed())).toMatchObject({ exitCode: 1, err });
  });
});
