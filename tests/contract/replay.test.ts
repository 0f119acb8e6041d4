// Contract: a recorded case, read by the adapters that run in AWS, leads to the decision that a live service would get.
import { parseCase } from '#cli/replay/case-file.ts';
import { type Replayed, replayCase } from '#cli/replay/replay-case.ts';
import { reviveTimes } from '#local-aws/wire/iso-times.ts';
import { checkOutput, requireModel } from '#local-aws/wire/validate.ts';
import { FIXTURES, fixture, type Json, run } from '#tests/unit/cli/run-medic.ts';

const replay = async (content: Json): Promise<Replayed> => (await replayCase(parseCase(content, 'case.json'))).replayed;

/** The fixture with its service's settings changed. */
const inMode = (content: Json, mode: string): Json => {
  const { services } = content.config as { readonly services: readonly object[] };
  return { ...content, config: { services: [{ ...services[0], mode }] } };
};

/** The metrics of the healthy case with the same value in every point. */
const metricsOf = (value: unknown): readonly Json[] =>
  (fixture('healthy').metrics as readonly { readonly points: readonly [string, number][] }[]).map((series) => ({
    ...series,
    points: series.points.map(([at]) => [at, value]),
  }));

/** The case some seconds later, after a replay with this result. */
const later = (content: Json, seconds: number, before: Replayed): Json => {
  const now = new Date(Date.parse(String(content.now)) + seconds * 1_000).toISOString();
  return { ...content, now, previous: JSON.parse(JSON.stringify(before)) };
};

const HUNG_TASK = '192effca2824fa519963848c7fd0ab01';
const stopTask = { action: 'stop-task', target: HUNG_TASK };

describe('the fixture', () => {
  it.each(['healthy', 'hung-task', 'database-down'])('%s contains only answers that AWS could return', (name) => {
    for (const { service, operation, output } of parseCase(fixture(name), name).answers) {
      const model = requireModel(service, operation);
      expect(() => checkOutput(model, reviveTimes(service, operation, output))).not.toThrow();
    }
  });

  it.each([
    ['healthy', { cause: 'none', state: 'healthy', decision: { kind: 'none', reason: 'healthy' } }],
    [
      'hung-task',
      { cause: 'instance-grey', state: 'degraded', decision: { kind: 'act', reason: 'treat-cause', ...stopTask } },
    ],
    [
      'database-down',
      { cause: 'dependency-down', state: 'critical', decision: { kind: 'escalate', reason: 'dependency-is-down' } },
    ],
  ])('%s replays to the right cause and decision', async (name, expected) => {
    expect(await replay(fixture(name))).toMatchObject(expected);
  });
});

describe('medic replay of a case', () => {
  it('prints with --json exactly the documented keys', async () => {
    const { exitCode, out } = await run(`replay ${FIXTURES}/hung-task.json --json`);
    const printed = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(Object.keys(printed).sort().join(' ')).toBe(
      'candidates cause confidence context decision evidence explained findings incident report rivals score state unexplained why',
    );
    expect(Object.keys(printed.decision).sort().join(' ')).toBe('action gates kind reason target');
    expect(printed.decision.gates).toHaveLength(11);
    expect(printed.incident).toMatchObject({ service: 'registry', status: 'open', attempts: [] });
  });

  it('prints the decision with its gates, and the expectation of the case', async () => {
    const { out } = await run(`replay ${FIXTURES}/hung-task.json`);
    expect(out).toContain(`  decision  act: stop-task ${HUNG_TASK}\n`);
    expect(out).toContain('            budget      pass  used 0, allowed 3\n');
    expect(out).toContain('  expected  cause     as expected  instance-grey\n');
    expect(out).toContain('            action    as expected  stop-task\n');
  });
});

describe('a replay after an earlier one', () => {
  it('confirms soft evidence that the earlier one saw, from 5 seconds on', async () => {
    const { previous: _, ...first } = fixture('hung-task');
    const once = await replay(first);
    const notConfirmed = { kind: 'wait', reason: 'not-confirmed' };
    expect(once).toMatchObject({ decision: notConfirmed });
    expect(once).not.toHaveProperty('incident');
    expect(await replay(later(first, 4, once))).toMatchObject({ decision: notConfirmed });
    expect(await replay(later(first, 5, once))).toMatchObject({ decision: { kind: 'act', ...stopTask } });
  });

  it('resolves the incident after three healthy observations in a row', async () => {
    let last = await replay(fixture('hung-task'));
    const results = [[last.decision.kind, last.incident?.status]];
    for (const seconds of [15, 30, 45]) {
      last = await replay(later(fixture('healthy'), seconds, last));
      results.push([last.decision.kind, last.incident?.status]);
    }
    expect(results).toEqual([
      ['act', 'open'],
      ['wait', 'open'],
      ['wait', 'open'],
      ['resolved', 'resolved'],
    ]);
  });

  it('does not change an incident that was escalated', async () => {
    const first = await replay(fixture('database-down'));
    expect(first.incident).toMatchObject({ status: 'escalated', subject: 'database' });
    const second = await replay(later(fixture('database-down'), 15, first));
    expect(second.incident).toEqual(first.incident);
  });
});

describe('a replay', () => {
  it.each([
    ['observe', { kind: 'none', reason: 'observe-only', would: stopTask }],
    ['approve', { kind: 'wait', reason: 'awaiting-approval', would: stopTask }],
  ])('in mode %s proposes the action instead of taking it', async (mode, expected) => {
    const { decision } = await replay(inMode(fixture('hung-task'), mode));
    expect(decision).toMatchObject(expected);
    expect(decision).not.toHaveProperty('action');
  });

  it('waits while a recorded switch is on', async () => {
    const pause = { owner: 'ada', reason: 'upgrade', from: '2026-11-23T09:00:00Z', until: '2026-11-23T11:00:00Z' };
    const { decision } = await replay({ ...fixture('hung-task'), switches: [pause] });
    expect(decision).toMatchObject({ kind: 'wait', reason: 'paused' });
  });

  it.each(['DescribeServices', 'DescribeTargetHealth'])(
    'without an answer to %s is unknown, without action',
    async (operation) => {
      const content = fixture('hung-task');
      const answers = (content.answers as readonly Json[]).filter((answer) => answer.operation !== operation);
      const { state, decision } = await replay({ ...content, answers });
      expect(state).toBe('unknown');
      expect(decision).not.toHaveProperty('action');
    },
  );

  it.each([
    ['no metrics', undefined],
    ['negative values', metricsOf(-1)],
    ['values that are not numbers', metricsOf(null)],
  ])('with %s has less confidence, and takes them neither for healthy nor for zero', async (_, metrics) => {
    const { confidence, report } = await replay({ ...fixture('healthy'), metrics });
    expect(confidence).toBeLessThan(0.75);
    expect(report.parts.find(({ id }) => id === 'errors')?.mode).toBe('missing');
  });

  it('treats an invalid breaker record as missing', async () => {
    const breakers = [{ name: 'backend', state: 'ajar' }];
    const { report, decision } = await replay({ ...fixture('healthy'), breakers });
    expect(report.parts.find(({ id }) => id === 'breaker')?.mode).toBe('missing');
    expect(decision).not.toHaveProperty('action');
  });

  it('does not depend on the expectation of its case', async () => {
    const { expect: _, ...content } = fixture('hung-task');
    expect(await replay(content)).toEqual(await replay(fixture('hung-task')));
  });
});
