// Unit: what a recorded case may look like, and what a faulty one is told.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCase, readCase } from '#cli/replay/case-file.ts';
import { run } from './fake-terminal.ts';

const healthy: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync('tests/fixtures/cases/healthy.json', 'utf8'),
);
const withChange = (change: object) => () => parseCase({ ...healthy, ...change }, 'case.json');
const service = { name: 'registry', cluster: 'ml-platform', service: 'mlflow-registry' };
const attempt = {
  number: 1,
  action: 'stop-task',
  cause: 'instance-grey',
  target: 't',
  startedAt: 1,
  verdict: 'pending',
};
const incident = {
  id: 'registry-20261123T095900Z',
  service: 'registry',
  status: 'open',
  openedAt: 1,
  cause: 'instance-grey',
  healthyObservations: 0,
  alerts: [],
  version: 1,
};

describe('a case', () => {
  it('needs no more than its answers: metrics, probes, breakers, switches, events and what was before may be left out', () => {
    const { case: name, now, service, config, answers } = healthy;
    const recorded = parseCase({ case: name, now, service, config, answers }, 'case.json');
    expect(recorded).toMatchObject({ probes: [], breakers: [], switches: [], events: [], previous: {} });
    expect(recorded).not.toHaveProperty('metrics');
  });

  it('has its services set up as medic.yml would have them, defaults and profile applied', () => {
    const { policies } = parseCase(healthy, 'case.json');
    expect(policies).toMatchObject([
      { name: 'registry', mode: 'auto', objectives: { latencyP95Ms: 500, errorRate: 0.01 } },
    ]);
  });

  it.each([
    { forced: true, state: 'open', becomes: 'forced-open' },
    { forced: true, state: 'closed', becomes: 'closed' },
    { forced: undefined, state: 'open', becomes: 'open' },
    { forced: false, state: 'disabled', becomes: 'disabled' },
  ])('with a breaker that is $state, forced $forced, has it $becomes', ({ forced, state, becomes }) => {
    const breakers = [
      { name: 'backend', state, forced, version: 1, openedAt: '2026-11-23T10:00:00Z', cooldownSeconds: 30 },
    ];
    expect(withChange({ breakers })().breakers).toMatchObject([
      {
        name: 'backend',
        state: becomes,
        version: 1,
        failedResets: 0,
        openedAt: Date.parse('2026-11-23T10:00:00Z'),
        cooldownSeconds: 30,
      },
    ]);
  });

  it.each([{ value: null }, { value: 'NaN' }, { value: '12' }])(
    'with a point of $value has no number there',
    ({ value }) => {
      const series = { namespace: 'n', name: 'm', dimensions: {}, stat: 'Sum', periodSeconds: 60 };
      const { metrics } = withChange({ metrics: [{ ...series, points: [['2026-11-23T10:00:00Z', value]] }] })();
      expect(metrics?.[0]?.points).toEqual([[Date.parse('2026-11-23T10:00:00Z'), Number.NaN]]);
    },
  );

  it.each([
    { fault: 'a time that is none', change: { now: 'noon' }, message: 'now: is not a time' },
    {
      fault: 'no answers',
      change: { answers: undefined },
      message: 'answers: Invalid input: expected array, received undefined',
    },
    {
      fault: 'an answer that is neither output nor error',
      change: { answers: [{ service: 'ecs', operation: 'ListTasks' }] },
      message: 'answers[0]: needs either output or error',
    },
    {
      fault: 'a probe of nothing',
      change: { probes: [{ ok: true, latencyMs: 1 }] },
      message: 'probes[0]: needs a dependency or a task',
    },
    {
      fault: 'a key that medic.yml does not have',
      change: { config: { services: [{ ...service, moed: 'auto' }] } },
      message: 'config.services[0]: Unrecognized key: "moed"',
    },
    {
      fault: 'a report of another time',
      change: { previous: { report: { at: 'then' } } },
      message: 'previous.report.at: Invalid input',
    },
    {
      fault: 'an attempt without a step',
      change: { previous: { incident: { ...incident, attempts: [{ ...attempt, steps: [] }] } } },
      message: 'previous.incident.attempts[0].steps: Too small',
    },
  ])('with $fault is refused, and the place is named', ({ change, message }) => {
    expect(withChange(change)).toThrow(`case.json is not a case that can be replayed: `);
    expect(withChange(change)).toThrow(message);
  });

  it('has all its faults told at once, at most five of them', () => {
    expect(withChange({ now: 1, case: '', service: 7 })).toThrow(/case: .*; now: .*; service: /);
    expect(withChange({ answers: [{}, {}, {}] })).toThrow(/; and \d+ more\. /);
  });

  it('about a service that its config does not name is refused, and those that it names are listed', () => {
    expect(withChange({ service: 'tracking' })).toThrow(
      'case.json: service "tracking" is none of its config, which names: registry.',
    );
  });
});

describe('a case file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-case-'));
  writeFileSync(join(folder, 'broken.json'), '{ "case": ');

  it.each([
    { file: 'absent.json', message: /cannot be read: there is no such file\.$/ },
    { file: '.', message: /cannot be read: it is a folder; name one file in it\.$/ },
    { file: 'broken.json', message: /cannot be read: it is not JSON \(.+\)\.$/ },
    { file: 'absent\0.json', message: /cannot be read: ERR_INVALID_ARG_VALUE\.$/ },
  ])('such as $file that cannot be read is named with the reason', ({ file, message }) => {
    expect(() => readCase(`${folder}/${file}`)).toThrow(message);
  });

  it('that cannot be read ends the command with exit code 1 and one line', async () => {
    const { exitCode, out, err } = await run(['replay', join(folder, 'broken.json')]);
    expect({ exitCode, out, lines: err.trim().split('\n').length }).toEqual({ exitCode: 1, out: '', lines: 1 });
  });
});
