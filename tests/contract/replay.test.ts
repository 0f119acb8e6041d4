// Contract: a recorded case, through the adapters that run in AWS, to the decision that the medic would have made.
import { readFileSync } from 'node:fs';
import { parseCase } from '#cli/replay/case-file.ts';
import { type Replayed, replayCase } from '#cli/replay/replay-case.ts';
import { reviveTimes } from '#local-aws/wire/iso-times.ts';
import { checkOutput, requireModel } from '#local-aws/wire/validate.ts';
import { run } from '#tests/unit/cli/run-medic.ts';

type Json = Readonly<Record<string, unknown>>;

const fixture = (name: string): Json => JSON.parse(readFileSync(`tests/fixtures/cases/${name}.json`, 'utf8'));

const replay = async (content: Json): Promise<Replayed> => (await replayCase(parseCase(content, 'case.json'))).replayed;

/** The case with the first of its services changed. */
const withService = (content: Json, change: object): Json => {
  const { services } = content.config as { readonly services: readonly object[] };
  return { ...content, config: { services: [{ ...services[0], ...change }] } };
};

/** The metrics of the healthy case with another value in every point. */
const metricsWith = (value: unknown): readonly Json[] =>
  (fixture('healthy').metrics as readonly { readonly points: readonly [string, number][] }[]).map((series) => ({
    ...series,
    points: series.points.map(([at]) => [at, value]),
  }));

/** The case as if it had been observed later, after a look that printed this. */
const later = (content: Json, seconds: number, previous: object): Json => {
  const now = new Date(Date.parse(String(content.now)) + seconds * 1_000).toISOString();
  return { ...content, now, previous };
};

const HUNG_TASK = '192effca2824fa519963848c7fd0ab01';
const stopTask = { action: 'stop-task', target: HUNG_TASK };

describe('a case of our own', () => {
  it.each(['healthy', 'hung-task', 'database-down'])('%s holds nothing that AWS could not have answered', (name) => {
    for (const { service, operation, output } of parseCase(fixture(name), name).answers) {
      expect(() =>
        checkOutput(requireModel(service, operation), reviveTimes(service, operation, output)),
      ).not.toThrow();
    }
  });
});

describe('medic replay', () => {
  it.each([
    { name: 'healthy', cause: 'none', state: 'healthy', decision: { kind: 'none', reason: 'healthy' } },
    {
      name: 'hung-task',
      cause: 'instance-grey',
      state: 'degraded',
      decision: { kind: 'act', reason: 'treat-cause', ...stopTask },
    },
    {
      name: 'database-down',
      cause: 'dependency-down',
      state: 'critical',
      decision: { kind: 'escalate', reason: 'dependency-is-down' },
    },
  ])('of the case $name names the cause $cause and decides to $decision.kind', async ({ name, ...expected }) => {
    expect(await replay(fixture(name))).toMatchObject(expected);
  });

  it('prints, with --json, score, confidence, state, findings, cause, decision and why, and what the next replay needs', async () => {
    const { exitCode, out } = await run(['replay', 'tests/fixtures/cases/hung-task.json', '--json']);
    const printed = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(Object.keys(printed).sort()).toEqual(
      ['cause', 'confidence', 'decision', 'findings', 'incident', 'report', 'score', 'state', 'why'].sort(),
    );
    expect(Object.keys(printed.decision).sort()).toEqual(['action', 'gates', 'kind', 'reason', 'target']);
    expect(printed.decision.gates).toHaveLength(11);
    expect(printed.incident).toMatchObject({
      service: 'registry',
      status: 'open',
      cause: 'instance-grey',
      attempts: [],
    });
  });

  it('shows people the decision with its plan and gates, and what was expected', async () => {
    const { out } = await run(['replay', 'tests/fixtures/cases/hung-task.json']);
    expect(out).toContain(`  decision  act: stop-task ${HUNG_TASK}\n`);
    expect(out).toContain('            budget      pass  used 0, allowed 3\n');
    expect(out).toContain('  expected  cause     as expected  instance-grey\n');
    expect(out).toContain('            action    as expected  stop-task\n');
  });

  it('takes soft evidence that is seen once for unconfirmed, and acts on it when the next look sees it too', async () => {
    const { previous: _, ...first } = fixture('hung-task');
    const once = await replay(first);
    expect(once).toMatchObject({ decision: { kind: 'wait', reason: 'not-confirmed' } });
    expect(once).not.toHaveProperty('incident');

    const printed: object = JSON.parse(JSON.stringify(once));
    expect(await replay(later(first, 4, printed))).toMatchObject({
      decision: { kind: 'wait', reason: 'not-confirmed' },
    });
    expect(await replay(later(first, 5, printed))).toMatchObject({ decision: { kind: 'act', ...stopTask } });
  });

  it('resolves the incident that it was given once the service is well three times in a row', async () => {
    const looks = [await replay(fixture('hung-task'))];
    for (const seconds of [15, 30, 45]) {
      looks.push(await replay(later(fixture('healthy'), seconds, JSON.parse(JSON.stringify(looks.at(-1))))));
    }
    expect(looks.map(({ decision, incident }) => [decision.kind, incident?.status])).toEqual([
      ['act', 'open'],
      ['wait', 'open'],
      ['wait', 'open'],
      ['resolved', 'resolved'],
    ]);
  });

  it('hands an incident that it escalates to people, and leaves it with them', async () => {
    const first = await replay(fixture('database-down'));
    expect(first.incident).toMatchObject({ status: 'escalated', subject: 'database' });
    const second = await replay(later(fixture('database-down'), 15, JSON.parse(JSON.stringify(first))));
    expect(second.incident).toEqual(first.incident);
  });

  it.each([
    { mode: 'observe', decision: { kind: 'none', reason: 'observe-only', would: stopTask } },
    { mode: 'approve', decision: { kind: 'wait', reason: 'awaiting-approval', would: stopTask } },
  ])('in mode $mode says what it would do', async ({ mode, decision }) => {
    const replayed = await replay(withService(fixture('hung-task'), { mode }));
    expect(replayed.decision).toMatchObject(decision);
    expect(replayed.decision).not.toHaveProperty('action');
  });

  it('waits while a switch that was recorded is on', async () => {
    const pause = { owner: 'ada', reason: 'upgrade', from: '2026-11-23T09:00:00Z', until: '2026-11-23T11:00:00Z' };
    const { decision } = await replay({ ...fixture('hung-task'), switches: [pause] });
    expect(decision).toMatchObject({ kind: 'wait', reason: 'paused' });
  });

  it.each([
    { denied: 'the services', operation: 'DescribeServices' },
    { denied: 'the health of the targets', operation: 'DescribeTargetHealth' },
  ])('is blind without $denied, and never acts then', async ({ operation }) => {
    const content = fixture('hung-task');
    const answers = (content.answers as readonly Json[]).filter((answer) => answer.operation !== operation);
    const { state, decision } = await replay({ ...content, answers });
    expect(state).toBe('unknown');
    expect(decision.kind).not.toBe('act');
  });

  it.each([
    { said: 'nothing', metrics: () => undefined },
    { said: 'a negative number', metrics: () => metricsWith(-1) },
    { said: 'no number', metrics: () => metricsWith(null) },
  ])('is less sure where the metrics say $said, and takes it neither for healthy nor for zero', async ({ metrics }) => {
    const { confidence, report } = await replay({ ...fixture('healthy'), metrics: metrics() });
    expect(confidence).toBeLessThan(0.75);
    expect(report.parts.find(({ id }) => id === 'errors')?.mode).toBe('missing');
  });

  it('takes the record of a breaker that cannot be true for missing', async () => {
    const { report, decision } = await replay({
      ...fixture('healthy'),
      breakers: [{ name: 'backend', state: 'ajar' }],
    });
    expect(report.parts.find(({ id }) => id === 'breaker')?.mode).toBe('missing');
    expect(decision.kind).not.toBe('act');
  });

  it('never reads what a case expects', async () => {
    const { expect: _, ...content } = fixture('hung-task');
    expect(await replay(content)).toEqual(await replay(fixture('hung-task')));
  });
});
