// Unit: how probes are answered from a recording.
import type { RecordedProbe } from '#cli/replay/case-file.ts';
import { recordedProber } from '#cli/replay/recorded-prober.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const request = { service: 'registry', path: '/', timeoutMs: 1000, tasks: [], dependencies: [] };
const probe = (...probes: readonly RecordedProbe[]) => recordedProber({ probes: [...probes], now: NOW }).probe(request);

describe('a recorded probe', () => {
  it('of a dependency is answered as of the case’s moment, unless it says when', async () => {
    const { dependencies } = await probe(
      { dependency: 'database', ok: false, latencyMs: 1000, error: 'ECONNREFUSED' },
      { dependency: 'artifacts', ok: true, latencyMs: 31, at: NOW - 5_000 },
    );
    expect(dependencies).toEqual({
      state: 'observed',
      at: NOW,
      value: [
        { dependency: 'database', ok: false, latencyMs: 1000, error: 'ECONNREFUSED', at: NOW },
        { dependency: 'artifacts', ok: true, latencyMs: 31, at: NOW - 5_000 },
      ],
    });
  });

  it('that repeats counts as it was last; of two at once the failed one counts', async () => {
    const { dependencies } = await probe(
      { dependency: 'database', ok: false, latencyMs: 1000, at: NOW - 10_000 },
      { dependency: 'database', ok: true, latencyMs: 4, at: NOW - 5_000 },
      { dependency: 'artifacts', ok: true, latencyMs: 4 },
      { dependency: 'artifacts', ok: false, latencyMs: 1000, task: 'task-1' },
    );
    expect(dependencies).toMatchObject({
      value: expect.arrayContaining([
        expect.objectContaining({ dependency: 'database', ok: true }),
        expect.objectContaining({ dependency: 'artifacts', ok: false }),
      ]),
    });
  });

  it.each([
    { probed: { ok: true }, outcome: 'ok' },
    { probed: { ok: false, status: 500 }, outcome: 'bad-status' },
    { probed: { ok: false, error: 'timed out' }, outcome: 'timeout' },
    { probed: { ok: false, error: 'connect ETIMEDOUT 10.0.0.1:5000' }, outcome: 'timeout' },
    { probed: { ok: false, error: 'connect ECONNREFUSED 10.0.0.1:5000' }, outcome: 'refused' },
    { probed: { ok: false, error: 'socket hang up' }, outcome: 'error' },
    { probed: { ok: false }, outcome: 'error' },
  ])('of a task that says $probed has the outcome $outcome', async ({ probed, outcome }) => {
    const { tasks } = await probe({ task: 'arn:aws:ecs:r:1:task/c/task-1', latencyMs: 9, ...probed });
    const { status } = { status: undefined, ...probed };
    expect(tasks).toMatchObject({
      value: [{ taskId: 'task-1', outcome, latencyMs: 9, at: NOW, ...(status && { status }) }],
    });
  });

  it('that came out the same before tells how often in a row, and since when', async () => {
    const { dependencies } = await probe(
      { dependency: 'database', ok: false, latencyMs: 1000, at: NOW - 90_000 },
      { dependency: 'database', ok: true, latencyMs: 4, at: NOW - 60_000 },
      { dependency: 'database', ok: true, latencyMs: 5, at: NOW - 30_000 },
      { dependency: 'database', ok: true, latencyMs: 6, at: NOW },
    );
    expect(dependencies).toMatchObject({
      value: [{ ok: true, latencyMs: 6, at: NOW, inARow: 3, since: NOW - 60_000 }],
    });
  });

  it.each([
    { failing: 1, of: 3, isDown: false, tasks: ['error', 'ok', 'ok'] },
    { failing: 1, of: 2, isDown: true, tasks: [] },
    { failing: 3, of: 3, isDown: true, tasks: [] },
    { failing: 0, of: 3, isDown: false, tasks: [] },
  ])('of a dependency that $failing of $of tasks fail to reach', async ({ failing, of, isDown, tasks }) => {
    const made = Array.from({ length: of }, (_, index) => ({
      dependency: 'database',
      task: `task-${index + 1}`,
      ok: index >= failing,
      latencyMs: 4,
    }));
    const report = await probe(...made);
    expect(report.dependencies).toMatchObject({ value: [{ dependency: 'database', ok: !isDown }] });
    const outcomes = report.tasks.state === 'observed' ? report.tasks.value.map(({ outcome }) => outcome) : [];
    expect(outcomes).toEqual(tasks);
  });

  it('that was not recorded is missing, for tasks and dependencies apart', async () => {
    expect(await probe()).toMatchObject({
      tasks: { state: 'missing', reason: 'not-configured' },
      dependencies: { state: 'missing', reason: 'no-data' },
    });
    expect(await probe({ task: 't', ok: true, latencyMs: 1 })).toMatchObject({
      tasks: { state: 'observed' },
      dependencies: { state: 'missing' },
    });
  });
});
