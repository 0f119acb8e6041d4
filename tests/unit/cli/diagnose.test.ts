// Unit: `medic diagnose`, in process, against a remediate that answers as told.
import type { Assessment } from '#shared/domain/model/decision.ts';
import { aFinding, anAssessment, aReport } from '#tests/builders/a-report.ts';
import { run } from './fake-terminal.ts';

const finding = aFinding({ seen: 3 });
const part = { id: 'errors', mode: 'observed', value: 0.123456, sampleSize: 1200, score: 40, weight: 20 } as const;
const unwell: Assessment = anAssessment({
  report: aReport({
    score: 65,
    state: 'degraded',
    cause: 'instance-grey',
    why: 'score 65: errors -12.0',
    findings: [finding],
    parts: [
      { ...part, loss: 12, cap: 79 },
      { id: 'zones', mode: 'missing', sampleSize: 0, score: 100, weight: 5, loss: 0, cap: 100 },
    ],
  }),
  diagnosis: {
    cause: 'instance-grey',
    subject: 'task-1',
    confirmed: true,
    restartHelps: true,
    evidence: [finding],
    ruledOut: [
      { cause: 'intended', why: 'nobody scaled it to zero' },
      { cause: 'dependency-down', why: 'every dependency answers' },
    ],
  },
  gates: [
    { gate: 'switches', verdict: 'pass', numbers: { on: 0 } },
    { gate: 'mode', verdict: 'refuse', reason: 'observe-only', numbers: {} },
  ],
  decision: { kind: 'none', reason: 'observe-only' },
});
const diagnose = (assessment: object, ...words: readonly string[]) =>
  run(['diagnose', 'registry', ...words], () => ({
    body: { kind: 'dry-run', service: 'registry', why: '', ...assessment },
  }));

describe('medic diagnose', () => {
  it('asks remediate for a dry run, in the stage and at the endpoint that it is told', async () => {
    const { calls } = await diagnose(unwell, '--stage', 'prod', '--endpoint-url', 'http://127.0.0.1:4566');
    expect(calls).toEqual([
      {
        functionName: 'ecs-medic-prod-remediate',
        request: { service: 'registry', reason: 'medic diagnose', dryRun: true },
        account: expect.objectContaining({ endpointUrl: 'http://127.0.0.1:4566' }),
      },
    ]);
  });

  it('prints score, parts, cause, what speaks for it, what was ruled out, whether a restart helps, and every gate', async () => {
    const { exitCode, out } = await diagnose(unwell);
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      'registry  degraded  score 65 of 100, confidence 0.95',
      '  cause     instance-grey',
      '  why       score 65: errors -12.0',
      '  findings  task-not-working  soft  task task-1 is green, but does not answer its work probe',
      '  parts                       value   samples  score  weight  loss  cap',
      '            errors  observed  0.1235  1200     40     20      12.0  79',
      '            zones   missing   -       0        100    5       0.0   -',
      '  for it    task-not-working, task-1, seen in 3 looks in a row',
      '  ruled out intended         nobody scaled it to zero',
      '            dependency-down  every dependency answers',
      '  restart   could help',
      expect.stringMatching(/^ {2}decision {2}none: /),
      '  gates     switches  pass    on 0',
      '            mode      refuse  observe-only',
      '',
    ]);
  });

  it('says that evidence seen once is not confirmed, and that a restart would not help', async () => {
    const evidence = [aFinding({ seen: 1 })];
    const diagnosis = { ...unwell.diagnosis, confirmed: false, restartHelps: false, evidence };
    const { out } = await diagnose({ ...unwell, diagnosis });
    expect(out).toContain('  for it    task-not-working, task-1, seen in 1 look\n');
    expect(out).toContain('            not confirmed: soft evidence has to be seen again\n');
    expect(out).toContain('  restart   would not help\n');
  });

  it('has nothing to say of a restart where nothing is wrong', async () => {
    const { out } = await diagnose(anAssessment());
    expect(out).toContain('  cause     none\n');
    expect(out).not.toMatch(/restart|for it/);
    expect(out).toContain('  ruled out every cause; --json says why\n');
  });

  it('prints the answer as it came with --json', async () => {
    const { out } = await diagnose(unwell, '--json');
    expect(JSON.parse(out)).toEqual({ kind: 'dry-run', service: 'registry', why: '', ...unwell });
  });
});
