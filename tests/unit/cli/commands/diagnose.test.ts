// Unit: `medic diagnose`, against a remediate function that answers as given.
import type { Assessment } from '#shared/domain/model/decision.ts';
import { REASONS } from '#shared/domain/model/reasons.ts';
import { aDiagnosis, aFinding, anAssessment, aReport } from '#tests/builders/a-report.ts';
import { run } from '../run-medic.ts';

const finding = aFinding({ seen: 3 });
const part = { id: 'errors', mode: 'observed', value: 0.123456, sampleSize: 1200, score: 40, weight: 20 } as const;
const unhealthy: Assessment = anAssessment({
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
  diagnosis: aDiagnosis({
    cause: 'instance-grey',
    subject: 'task-1',
    confirmed: true,
    restartHelps: true,
    evidence: [finding],
    ruledOut: [
      { cause: 'intended', why: 'the desired count is not zero' },
      { cause: 'dependency-down', why: 'every dependency answers' },
    ],
  }),
  gates: [
    { gate: 'switches', verdict: 'pass', numbers: { on: 0 } },
    { gate: 'mode', verdict: 'refuse', reason: 'observe-only', numbers: {} },
  ],
  decision: { kind: 'none', reason: 'observe-only' },
});
const answerOf = (assessment: Assessment) => ({ kind: 'dry-run', service: 'registry', why: '', ...assessment });
const diagnose = (assessment: Assessment, options = '') =>
  run(`diagnose registry ${options}`, () => ({ body: answerOf(assessment) }));

describe('medic diagnose', () => {
  it('calls remediate for a dry run, in the given stage', async () => {
    const { calls } = await diagnose(unhealthy, '--stage prod');
    const request = { service: 'registry', reason: 'medic diagnose', dryRun: true };
    expect(calls).toMatchObject([{ functionName: 'ecs-medic-prod-remediate', request }]);
  });

  it('prints score, parts, cause, evidence, ruled-out causes, whether a restart helps, and every gate', async () => {
    const { exitCode, out } = await diagnose(unhealthy);
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      'registry  degraded  score 65 of 100, confidence 0.95',
      '  cause     instance-grey',
      '  why       score 65: errors -12.0',
      expect.stringMatching(/^ {2}findings {2}task-not-working {2}soft {2}/),
      '  parts                       value   samples  score  weight  loss  cap',
      '            errors  observed  0.1235  1200     40     20      12.0  79',
      '            zones   missing   -       0        100    5       0.0   -',
      '  evidence  task-not-working, task-1, seen in 3 consecutive checks',
      '  ruled out intended         the desired count is not zero',
      '            dependency-down  every dependency answers',
      '  restart   can help',
      '  decision  none',
      `  reason    ${REASONS['observe-only']}`,
      '  gates     switches  pass    on 0',
      '            mode      refuse  observe-only',
      '',
    ]);
  });

  it('prints that evidence seen once is not confirmed, and that a restart does not help', async () => {
    const evidence = [aFinding({ seen: 1 })];
    const diagnosis = { ...unhealthy.diagnosis, confirmed: false, restartHelps: false, evidence };
    const { out } = await diagnose({ ...unhealthy, diagnosis });
    expect(out).toContain('  evidence  task-not-working, task-1, seen once\n');
    expect(out).toContain('            not confirmed: soft evidence must be seen by a second check\n');
    expect(out).toContain('  restart   does not help\n');
  });

  it('prints neither evidence nor restart for a healthy service', async () => {
    const { out } = await diagnose(anAssessment());
    expect(out).toContain('  cause     none\n');
    expect(out).not.toMatch(/restart|evidence/);
    expect(out).toContain('  ruled out all causes (reasons: --json)\n');
  });

  it('prints the answer unchanged with --json', async () => {
    expect(JSON.parse((await diagnose(unhealthy, '--json')).out)).toEqual(answerOf(unhealthy));
  });
});
