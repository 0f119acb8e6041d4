// Unit: `medic remediate`, in process, against functions that answer as told.
import { type Reply, run } from './fake-terminal.ts';

const plan = { action: 'stop-task', target: 'task-3', message: 'start a replacement for task-3' };
const gates = [
  { gate: 'switches', verdict: 'pass', numbers: { on: 0 } },
  { gate: 'budget', verdict: 'hold', reason: 'budget-spent', numbers: { used: 3, share: 0.3333 } },
];
const report = {
  service: 'registry',
  score: 65,
  confidence: 1,
  state: 'degraded',
  cause: 'instance-grey',
  why: 'one task',
  findings: [],
};
const words = ['remediate', 'registry', '--reason', 'users complain'];
const remediate = (body: object, more: readonly string[] = []) => run([...words, ...more], (): Reply => ({ body }));

describe('medic remediate', () => {
  it('asks with the reason alone unless it is told more', async () => {
    const { calls } = await remediate({ decision: { kind: 'none', reason: 'healthy' } });
    expect(calls).toMatchObject([
      { functionName: 'ecs-medic-dev-remediate', request: { service: 'registry', reason: 'users complain' } },
    ]);
  });

  it('hands on the action and the dry run', async () => {
    const { calls } = await remediate({ decision: { kind: 'none', reason: 'healthy' } }, [
      '--action',
      'stop-task',
      '--dry-run',
    ]);
    expect(calls[0]?.request).toEqual({
      service: 'registry',
      reason: 'users complain',
      action: 'stop-task',
      dryRun: true,
    });
  });

  it('prints the decision, its plan and the incident that was opened', async () => {
    const { out } = await remediate({
      decision: { kind: 'act', reason: 'treat-cause', plan },
      incident: { id: 'registry-20261123T100000Z', opened: true },
    });
    expect(out.split('\n')).toEqual([
      'registry',
      '  decision  act: stop-task task-3',
      '            start a replacement for task-3',
      '            because the cause is known and this action treats it',
      '  incident  registry-20261123T100000Z was opened',
      '',
    ]);
  });

  it('says that the incident was open already', async () => {
    const incident = { id: 'registry-20261123T100000Z', opened: false };
    const { out } = await remediate({ decision: { kind: 'act', reason: 'treat-cause', plan }, incident });
    expect(out).toContain('  incident  registry-20261123T100000Z was open already\n');
  });

  it('prints, in a dry run, health, verdict of every gate with its numbers, what would be done, and that nothing was changed', async () => {
    const decision = { kind: 'wait', reason: 'budget-spent', recheckAfterSeconds: 120, would: plan };
    const { out } = await remediate({ decision, report, gates }, ['--dry-run']);
    expect(out.split('\n').slice(4)).toEqual([
      '  decision  wait: the hourly action budget is used up',
      '            look again in 120 s',
      '  would     stop-task task-3: start a replacement for task-3',
      '  gates     switches  pass  on 0',
      '            budget    hold  budget-spent, used 3, share 0.33',
      '            dry run: nothing was changed',
      '',
    ]);
    expect(out).toContain('registry  degraded  score 65 of 100');
  });

  it('says in a dry run which incident is open', async () => {
    const { out } = await remediate(
      { decision: { kind: 'none', reason: 'healthy' }, report, gates, incident: { id: 'registry-1', opened: false } },
      ['--dry-run'],
    );
    expect(out).toContain('  incident  registry-1 is open\n            dry run: nothing was changed\n');
  });

  it('says why no incident was opened', async () => {
    const { out } = await remediate({
      decision: { kind: 'none', reason: 'healthy' },
      why: 'nothing is to be done now',
    });
    expect(out).toContain('  incident  none was opened: nothing is to be done now\n');
  });

  it('shows a reason that it does not know as it is', async () => {
    const { out } = await remediate({ decision: { kind: 'none', reason: 'phase-of-the-moon' } });
    expect(out).toContain('  decision  none: phase-of-the-moon\n');
    expect(out).toContain('  incident  none was opened\n');
  });

  it('prints the answer as it came with --json', async () => {
    const body = { kind: 'not-opened', decision: { kind: 'none', reason: 'healthy', new: 1 } };
    expect(JSON.parse((await remediate(body, ['--json'])).out)).toEqual(body);
  });
});
