// Unit: `medic remediate`, against a function that answers as given.
import { REASONS } from '#shared/domain/model/reasons.ts';
import { run } from '../run-medic.ts';

const plan = { action: 'stop-task', target: 'task-3', message: 'start a replacement for task-3' };
const gates = [
  { gate: 'switches', verdict: 'pass', numbers: { on: 0 } },
  { gate: 'budget', verdict: 'hold', reason: 'budget-spent', numbers: { used: 3, share: 0.3333 } },
];
const numbers = { score: 65, confidence: 1, state: 'degraded' };
const report = { service: 'registry', ...numbers, cause: 'instance-grey', why: 'one task', findings: [] };
const NOTHING = { decision: { kind: 'none', reason: 'healthy' } };
const ACT = { kind: 'act', reason: 'treat-cause', plan };
const remediate = (body: object, options = '') => run(`remediate registry --reason slow ${options}`, () => ({ body }));

describe('medic remediate', () => {
  it.each([
    ['', {}],
    ['--action stop-task --dry-run', { action: 'stop-task', dryRun: true }],
  ])('with the options "%s" sends the reason and %j', async (options, more) => {
    const { calls } = await remediate(NOTHING, options);
    const request = { service: 'registry', reason: 'slow', ...more };
    expect(calls).toEqual([{ functionName: 'ecs-medic-dev-remediate', request, account: expect.anything() }]);
  });

  it('prints the decision with its plan and reason, and the opened incident', async () => {
    const { out } = await remediate({ decision: ACT, incident: { id: 'registry-1', opened: true } });
    expect(out.split('\n')).toEqual([
      'registry',
      '  decision  act: stop-task task-3',
      '  plan      start a replacement for task-3',
      `  reason    ${REASONS['treat-cause']}`,
      '  incident  registry-1 was opened',
      '',
    ]);
  });

  it('prints for a dry run the health, the proposed action, every gate with its numbers, and that nothing changed', async () => {
    const decision = { kind: 'wait', reason: 'budget-spent', recheckAfterSeconds: 120, would: plan };
    const { out } = await remediate({ decision, report, gates }, '--dry-run');
    expect(out).toContain('registry  degraded  score 65 of 100');
    expect(out.split('\n').slice(4)).toEqual([
      '  decision  wait',
      `  reason    ${REASONS['budget-spent']}`,
      '  recheck   in 120 s',
      '  proposed  stop-task task-3',
      '            start a replacement for task-3',
      '  gates     switches  pass  on 0',
      '            budget    hold  budget-spent, used 3, share 0.33',
      '            dry run: nothing was changed',
      '',
    ]);
  });

  const incident = { id: 'registry-1', opened: false };
  it.each([
    ['an incident that is already open', { decision: ACT, incident }, '', 'registry-1 was already open\n'],
    [
      'an open incident in a dry run',
      { ...NOTHING, incident },
      '--dry-run',
      'registry-1 is open\n            dry run: ',
    ],
    ['no incident, with a reason', { ...NOTHING, why: 'nothing to do' }, '', 'not opened: nothing to do\n'],
    ['no incident, without a reason', NOTHING, '', 'not opened\n'],
  ])('prints %s', async (_, body, options, line) => {
    expect((await remediate(body, options)).out).toContain(`  incident  ${line}`);
  });

  it('prints a reason that this version does not know as it is', async () => {
    const { out } = await remediate({ decision: { kind: 'none', reason: 'added-later' } });
    expect(out).toContain('  reason    added-later\n');
  });

  it('prints the answer unchanged with --json', async () => {
    const body = { ...NOTHING, kind: 'not-opened', addedLater: 1 };
    expect(JSON.parse((await remediate(body, '--json')).out)).toEqual(body);
  });
});
