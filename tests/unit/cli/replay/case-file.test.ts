// Unit: the format of a case file, and the errors that an invalid one gets.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCase, readCase } from '#cli/replay/case-file.ts';
import { EMPTY_BASELINE } from '#shared/domain/model/baseline.ts';
import { fixture, run, temporaryFolder } from '../run-medic.ts';

const healthy = fixture('healthy');
const parseWith = (change: object) => parseCase({ ...healthy, ...change }, 'case.json');
const TEN = '2026-11-23T10:00:00Z';
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
  ...{ id: 'registry-20261123T095900Z', service: 'registry', status: 'open', openedAt: 1, cause: 'instance-grey' },
  ...{ healthyObservations: 0, alerts: [], version: 1 },
};

describe('a case', () => {
  it('needs only its name, time, service, config and answers', () => {
    const { case: name, now, service, config, answers } = healthy;
    const recorded = parseCase({ case: name, now, service, config, answers }, 'case.json');
    expect(recorded).toMatchObject({ probes: [], breakers: [], switches: [], events: [], previous: {} });
    expect(recorded).not.toHaveProperty('metrics');
  });

  it('reads its config like medic.yml, with defaults and profile applied', () => {
    expect(parseWith({}).policies).toMatchObject([
      { name: 'registry', mode: 'auto', objectives: { latencyP95Ms: 500, errorRate: 0.01 } },
    ]);
  });

  it.each([
    [true, 'open', 'forced-open'],
    [true, 'closed', 'closed'],
    [undefined, 'open', 'open'],
    [false, 'disabled', 'disabled'],
  ])('with forced: %s reads the breaker state %s as %s', (forced, state, read) => {
    const breaker = { name: 'backend', version: 1, cooldownSeconds: 30 };
    const { breakers } = parseWith({ breakers: [{ ...breaker, state, forced, openedAt: TEN }] });
    expect(breakers).toMatchObject([{ ...breaker, state: read, failedResets: 0, openedAt: Date.parse(TEN) }]);
  });

  it('reads what was learned, with empty lists for those that are left out', () => {
    const usual = { at: 1, score: 81.5, findings: ['memory-saturated'] };
    const { previous } = parseWith({ previous: { baseline: { usual } } });
    expect(previous).toEqual({ baseline: { ...EMPTY_BASELINE, usual } });
  });

  it.each([null, 'NaN', '12'])('reads the metric value %j as not a number, never as zero', (value) => {
    const series = { namespace: 'n', name: 'm', dimensions: {}, stat: 'Sum', periodSeconds: 60 };
    const { metrics } = parseWith({ metrics: [{ ...series, points: [[TEN, value]] }] });
    expect(metrics?.[0]?.points).toEqual([[Date.parse(TEN), Number.NaN]]);
  });
});

describe('an invalid case', () => {
  it.each([
    [{ now: 'noon' }, 'now: is not a time'],
    [{ answers: undefined }, 'answers: Invalid input: expected array, received undefined'],
    [{ answers: [{ service: 'ecs', operation: 'ListTasks' }] }, 'answers[0]: needs either output or error'],
    [{ probes: [{ ok: true, latencyMs: 1 }] }, 'probes[0]: needs a dependency or a task'],
    [{ probes: [{ task: 't', port: 0, ok: true }] }, 'probes[0].port: Too small: expected number to be >=1'],
    [{ probes: [{ task: 't', port: 65_536, ok: true }] }, 'probes[0].port: Too big: expected number to be <=65535'],
    [{ config: { services: [{ ...service, moed: 'auto' }] } }, 'config.services[0]: Unrecognized key: "moed"'],
    [{ previous: { report: { at: 'then' } } }, 'previous.report.at: Invalid input'],
    [
      { previous: { baseline: { starts: [{ task: 't', at: 1 }] } } },
      'previous.baseline.starts[0].tookMs: Invalid input',
    ],
    [
      { previous: { baseline: { revisions: [{ taskDefinition: 'a', firstAt: 1, lastAt: 1, healthyMs: -1 }] } } },
      'previous.baseline.revisions[0].healthyMs: Too small',
    ],
    [
      { previous: { baseline: { faultlessChecks: [{ score: 90, findings: ['sunny'] }] } } },
      'previous.baseline.faultlessChecks[0].findings[0]: Invalid option',
    ],
    [
      { previous: { incident: { ...incident, attempts: [{ ...attempt, steps: [] }] } } },
      'previous.incident.attempts[0].steps: Too small',
    ],
  ])('with %j is refused, with the path of the error', (change, message) => {
    expect(() => parseWith(change)).toThrow('case.json is not a valid case: ');
    expect(() => parseWith(change)).toThrow(message);
  });

  it('that is not even an object is refused as a document', () => {
    expect(() => parseCase(7, 'case.json')).toThrow('case.json is not a valid case: the document: Invalid input');
  });

  it('gets all its errors at once, at most five of them', () => {
    expect(() => parseWith({ now: 1, case: '', service: 7 })).toThrow(/case: .*; now: .*; service: /);
    expect(() => parseWith({ answers: [{}, {}, {}] })).toThrow(/; and \d+ more\. /);
  });

  it('for a service that its config does not name gets the names that it has', () => {
    const message = 'case.json: its config has no service "tracking"; it names: registry.';
    expect(() => parseWith({ service: 'tracking' })).toThrow(message);
  });
});

describe('a recorded answer', () => {
  const TASK = { taskArn: 'a', containers: [{ name: 'main' }], createdAt: TEN };
  const withAnswer = (service: string, operation: string, output: object) =>
    parseWith({
      answers: [
        { service: 'ecs', operation: 'ListTasks', output: {} },
        { service, operation, output },
      ],
    });
  const tasks = (change: object) => () => withAnswer('ecs', 'DescribeTasks', { tasks: [{ ...TASK, ...change }] });

  it.each([
    [{ stoppedReason: 5 }, 'stoppedReason: expected text, got a number'],
    [{ stoppedReason: {} }, 'stoppedReason: expected text, got an object'],
    [{ stoppedReason: ['a'] }, 'stoppedReason: expected text, got a list'],
    [{ stoppedReason: true }, 'stoppedReason: expected text, got a boolean'],
    [{ containers: 'main' }, 'containers: expected a list, got text'],
    [{ containers: ['main'] }, 'containers[0]: expected an object, got text'],
    [{ containers: [{}, { reason: {} }] }, 'containers[1].reason: expected text, got an object'],
    [{ containers: [{ exitCode: '137' }] }, 'containers[0].exitCode: expected a number, got text'],
    [{ stoppedAt: 'yesterday' }, 'stoppedAt: expected a time, got text'],
    [{ stoppedAt: false }, 'stoppedAt: expected a time, got a boolean'],
    [{ enableExecuteCommand: 1 }, 'enableExecuteCommand: expected true or false, got a number'],
  ])('with %j in a task is refused before the replay begins', (change, message) => {
    const path = 'case.json is not a valid case: answers[1].output.tasks[0].';
    expect(tasks(change)).toThrow(`${path}${message} (ecs DescribeTasks)`);
  });

  it.each([
    ['ecs', 'DescribeServices', { services: [{ events: [{ message: 12 }] }] }, 'services[0].events[0].message'],
    ['ecs', 'DescribeServices', { services: {} }, 'services'],
    [
      'ecs',
      'DescribeServices',
      { services: [{ deployments: [{ rolloutStateReason: 1 }] }] },
      'services[0].deployments[0].rolloutStateReason',
    ],
    [
      'elbv2',
      'DescribeTargetHealth',
      { TargetHealthDescriptions: [{ TargetHealth: { Description: 1 } }] },
      'TargetHealthDescriptions[0].TargetHealth.Description',
    ],
    ['logs', 'FilterLogEvents', { events: [{ message: {} }] }, 'events[0].message'],
    ['cloudwatch', 'DescribeAlarms', { MetricAlarms: [{ StateReason: 1 }] }, 'MetricAlarms[0].StateReason'],
    ['cloudtrail', 'LookupEvents', { Events: [{ CloudTrailEvent: {} }] }, 'Events[0].CloudTrailEvent'],
    [
      'application-autoscaling',
      'DescribeScalingActivities',
      { ScalingActivities: [{ Cause: 1 }] },
      'ScalingActivities[0].Cause',
    ],
    [
      'ecs',
      'DescribeTaskDefinition',
      { taskDefinition: { containerDefinitions: [{ logConfiguration: { options: { 'awslogs-group': 1 } } }] } },
      'taskDefinition.containerDefinitions[0].logConfiguration.options.awslogs-group',
    ],
  ])('of %s %s names the path of a value of the wrong type', (service, operation, output, path) => {
    expect(() => withAnswer(service, operation, output)).toThrow(`answers[1].output.${path}: expected `);
  });

  it.each([
    { colour: 5, stoppedReason: 'unknown members are allowed' },
    { stoppedReason: null, containers: [null, { reason: null }] },
    { stoppedAt: TEN, createdAt: 1_764_000_000.5 },
    { containers: [{ exitCode: 'NaN' }, { exitCode: -1 }] },
  ])('with %j in a task is accepted', (change) => {
    expect(tasks(change)).not.toThrow();
  });

  it.each([
    ['ecs', 'DescribeNothing'],
    ['rds', 'DescribeDBInstances'],
  ])('of %s %s, which no reader asks for, may hold anything', (service, operation) => {
    expect(() => withAnswer(service, operation, { instances: 5 })).not.toThrow();
  });
});

describe('a case file that cannot be read', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'broken.json'), '{ "case": ');

  it.each([
    ['absent.json', /cannot be read: there is no such file\.$/],
    ['.', /cannot be read: it is a folder; name one file in it\.$/],
    ['broken.json', /cannot be read: it is not JSON \(.+\)\.$/],
    ['absent\0.json', /cannot be read: ERR_INVALID_ARG_VALUE\.$/],
  ])('such as %j is refused with the reason', (file, message) => {
    expect(() => readCase(`${folder}/${file}`)).toThrow(message);
  });

  it('ends the command with exit code 1 and one line', async () => {
    const { exitCode, out, err } = await run(['replay', join(folder, 'broken.json')]);
    expect({ exitCode, out, lines: err.trim().split('\n').length }).toEqual({ exitCode: 1, out: '', lines: 1 });
  });
});
