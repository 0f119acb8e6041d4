// Unit layer: reading medic.yml.
import { readFileSync } from 'node:fs';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import { parseMedicFile, parseMedicYaml } from '#shared/runtime/config.ts';
import { PROFILES } from '#shared/runtime/profiles.ts';

const PLAIN = '{ name: registry, cluster: ml, service: mlflow }';

/** The faults of a file, without the sentence before them. */
function faultsOf(text: string): readonly string[] {
  try {
    parseMedicYaml(text, 'medic.yml');
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.faults;
    throw error;
  }
  return [];
}

/** The faults of a file with one service that says this besides its name. */
const faultsOfService = (more: string): readonly string[] =>
  faultsOf(`services: [{ name: registry, cluster: ml, service: mlflow, ${more} }]`);

const example = (name: string) => {
  const path = `examples/${name}/medic.yml`;
  return parseMedicFile(readFileSync(path, 'utf8'), path);
};

describe('medic.yml', () => {
  it('to start from only observes, and needs nothing that an account may not have', () => {
    const { policies, network, taskRoles } = example('starter');
    expect(policies.map(({ mode }) => mode)).toEqual(['observe']);
    expect({ network, taskRoles }).toEqual({ network: undefined, taskRoles: [] });
  });

  it('to start from has its optional parts in comments, right as they stand there', () => {
    const text = readFileSync('examples/starter/medic.yml', 'utf8');
    const { policies, network, taskRoles } = parseMedicFile(
      text.replaceAll(/^( *)# (?= *(?:- \{|[a-z]\w*:))/gim, '$1'),
      'medic.yml',
    );
    expect(policies[0]).toMatchObject({ dependencies: [{}], breakers: [{}], worker: { maximum: 300 }, alarms: {} });
    expect(network?.subnetIds).toHaveLength(2);
    expect(taskRoles).toHaveLength(2);
  });

  it('of the demo describes the registry', () => {
    const { policies, network, taskRoles } = example('registry');
    expect(policies.map(({ name, cluster, service, mode }) => ({ name, cluster, service, mode }))).toEqual([
      { name: 'registry', cluster: 'ml-platform', service: 'mlflow-registry', mode: 'auto' },
    ]);
    expect(network?.subnetIds).toHaveLength(2);
    expect(taskRoles).toEqual(['mlflow-registry-task', 'mlflow-registry-execution']);
  });

  it('gives a service that says nothing the careful values', () => {
    expect(parseMedicYaml(`services: [${PLAIN}]`, 'medic.yml')).toEqual([
      {
        name: 'registry',
        cluster: 'ml',
        service: 'mlflow',
        profile: 'http',
        mode: 'observe',
        cadenceSeconds: 60,
        objectives: { latencyP95Ms: 1000, errorRate: 0.01 },
        probe: { path: '/', timeoutMs: 1000, acceptedStatuses: '200-499' },
        logPatterns: PROFILES.http.logPatterns,
        dependencies: [],
        breakers: [],
        limits: { maxActionsPerHour: 3, maxRollbacksPer6Hours: 1 },
        scoring: DEFAULT_SCORING,
      },
    ]);
  });

  it('lets the service beat the defaults and the defaults beat the profile, value by value', () => {
    const [policy] = parseMedicYaml(
      `defaults: { profile: mlflow, objectives: { latencyP95Ms: 700 }, limits: { maxActionsPerHour: 2 } }
services: [{ name: registry, cluster: ml, service: mlflow, limits: { maxRollbacksPer6Hours: 0 }, probe: { timeoutMs: 500 } }]`,
      'medic.yml',
    );
    expect(policy).toMatchObject({
      profile: 'mlflow',
      objectives: { latencyP95Ms: 700, errorRate: 0.01 },
      limits: { maxActionsPerHour: 2, maxRollbacksPer6Hours: 0 },
      probe: {
        path: '/api/2.0/mlflow/experiments/search?max_results=1',
        timeoutMs: 500,
        acceptedStatuses: '200-399',
      },
    });
  });

  it.each([
    { defaults: '', service: '', accepted: '200-499' },
    { defaults: 'profile: mlflow', service: '', accepted: '200-399' },
    { defaults: 'profile: mlflow, probe: { accept: "200-299" }', service: '', accepted: '200-299' },
    { defaults: 'probe: { accept: "200-299" }', service: 'probe: { accept: "200,401" }', accepted: '200,401' },
    { defaults: 'probe: { accept: "200-299" }', service: 'probe: { timeoutMs: 500 }', accepted: '200-299' },
  ])('accepts the statuses $accepted of a probe with the defaults {$defaults} and {$service}', (row) => {
    const text = `defaults: { ${row.defaults} }
services: [{ name: registry, cluster: ml, service: mlflow, ${row.service} }]`;
    expect(parseMedicYaml(text, 'medic.yml')[0]?.probe.acceptedStatuses).toBe(row.accepted);
  });

  it.each([
    { probe: 'timeoutMs: 3000', faults: [] },
    { probe: 'timeoutMs: 3001', faults: ['probe.timeoutMs: Too big: expected number to be <=3000, but it is 3001'] },
    {
      probe: 'accept: "299-200"',
      faults: ['probe.accept: must be status codes and ranges, such as "200-399,401"'],
    },
    { probe: 'accept: 200', faults: ['probe.accept: expected string, but it is 200'] },
  ])('tells what is wrong with the probe {$probe}', ({ probe, faults }) => {
    const text = `services: [{ name: registry, cluster: ml, service: mlflow, probe: { ${probe} } }]`;
    expect(faultsOf(text).map((fault) => fault.replace(/^.*services\[0\]\./, ''))).toEqual(faults);
  });

  it('names the metric of a worker, with the highest value as its statistic unless set', () => {
    const worker =
      'worker: { metric: { namespace: AWS/SQS, name: Age, dimensions: { QueueName: jobs } }, maximum: 300 }';
    const [policy] = parseMedicYaml(
      `services: [{ name: registry, cluster: ml, service: mlflow, ${worker} }]`,
      'medic.yml',
    );
    expect(policy?.worker).toEqual({
      metric: { namespace: 'AWS/SQS', name: 'Age', dimensions: { QueueName: 'jobs' }, statistic: 'Maximum' },
      maximum: 300,
    });
  });

  it.each([
    { metric: 'namespace: AWS/SQS, name: Age, statistic: p99.5', maximum: 0, faults: 0 },
    { metric: 'namespace: AWS/SQS, name: Age, statistic: Median', maximum: 300, faults: 1 },
    { metric: 'namespace: "", name: Age', maximum: 300, faults: 1 },
    { metric: 'namespace: AWS/SQS', maximum: 300, faults: 1 },
    { metric: 'namespace: AWS/SQS, name: Age', maximum: -1, faults: 1 },
    { metric: 'namespace: AWS/SQS, name: Age, dimensions: { QueueName: "" }', maximum: 300, faults: 1 },
    {
      metric: `namespace: a, name: b, dimensions: { ${Array.from({ length: 31 }, (_, index) => `d${index}: x`).join(', ')} }`,
      maximum: 300,
      faults: 1,
    },
  ])('has $faults faults with a worker of {$metric} and the maximum $maximum', ({ metric, maximum, faults }) => {
    expect(faultsOfService(`worker: { metric: { ${metric} }, maximum: ${maximum} }`)).toHaveLength(faults);
  });

  it('cannot be changed once it is read, however deep', () => {
    const [policy] = parseMedicYaml(`services: [${PLAIN}]`, 'medic.yml');
    expect(Object.isFrozen(policy)).toBe(true);
    expect(Object.isFrozen(policy?.scoring.parts.availability)).toBe(true);
  });

  it('may be written as JSON', () => {
    expect(parseMedicYaml('{"services": [{"name": "a", "cluster": "b", "service": "c"}]}', 'case.json')).toHaveLength(
      1,
    );
  });

  it('tells all faults together, each with line and column, in the order of the file', () => {
    const text = `defaults: { mode: alwyas, cadenceSecond: 60 }
services:
  - name: registry
    cluster: ""
    servce: mlflow
    cadenceSeconds: .inf
    limits: { maxActionsPerHour: 300, rollbacks: 1 }
    breakers: [{ name: backend, kind: shared, dependency: databas }]
    dependencies:
      - { name: database, kind: postgres, hots: db, port: 99999 }
      - { name: cache, kind: memcached }
      - { name: database, kind: dns, record: db.internal }
  - name: registry
    cluster: ml
    service: mlflow
    mode: auto
    mode: observe
  - 5
`;
    expect(faultsOf(text)).toEqual([
      'medic.yml:1:19: defaults.mode: Invalid option: expected one of "observe"|"approve"|"auto", but it is "alwyas"',
      'medic.yml:1:27: defaults has no key "cadenceSecond" (did you mean "cadenceSeconds"?)',
      'medic.yml:3:5: services[0].service is missing: expected string',
      'medic.yml:4:14: services[0].cluster: must be 1 to 255 letters, digits, _ and -, but it is ""',
      'medic.yml:5:5: services[0] has no key "servce" (did you mean "service"?)',
      'medic.yml:6:21: services[0].cadenceSeconds: expected number, but it is Infinity',
      'medic.yml:7:34: services[0].limits.maxActionsPerHour: Too big: expected number to be <=20, but it is 300',
      'medic.yml:7:39: services[0].limits has no key "rollbacks" (allowed: maxActionsPerHour, maxRollbacksPer6Hours)',
      'medic.yml:8:59: services[0].breakers[0].dependency: the service has no dependency "databas"; it has: database, cache',
      'medic.yml:10:9: services[0].dependencies[0].host is missing: expected string',
      'medic.yml:10:43: services[0].dependencies[0] has no key "hots" (did you mean "host"?)',
      'medic.yml:10:59: services[0].dependencies[0].port: Too big: expected number to be <=65535, but it is 99999',
      "medic.yml:11:30: services[0].dependencies[1].kind: Invalid discriminator value. Expected 'postgres' | 'mysql' | 'redis' | 'tcp' | 's3' | 'dns'",
      'medic.yml:12:17: services[0].dependencies[2].name: name "database" is used twice',
      'medic.yml:13:11: services[1].name: name "registry" is used twice',
      'medic.yml:17:5: Map keys must be unique',
      'medic.yml:18:5: services[2]: expected object, but it is 5',
    ]);
  });

  it.each([
    { file: '', fault: 'medic.yml:1:1: the file: expected object' },
    { file: 'services: []', fault: 'medic.yml:1:11: services: Too small: expected array to have >=1 items' },
    { file: 'services: 7', fault: 'medic.yml:1:11: services: expected array, but it is 7' },
    {
      file: 'services: [',
      fault: 'medic.yml:1:12: Flow sequence in block collection must be sufficiently indented and end with a ]',
    },
    { file: 'services:\n\t- a: 1', fault: 'medic.yml:2:1: Tabs are not allowed as indentation' },
    {
      file: `services: [${PLAIN}, ${PLAIN.replace('registry', 'other')}]`,
      fault: 'medic.yml:1:86: services[1].cluster: cluster and service "ml/mlflow" is used twice',
    },
  ])('refuses $file', ({ file, fault }) => {
    expect(faultsOf(file)).toEqual([fault]);
  });

  it('refuses aliases that multiply without end', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `x${level + 1}: &x${level + 1} [${`*x${level}, `.repeat(9)}]`,
    );
    expect(faultsOf(['x0: &x0 [a]', ...levels, 'services: *x9'].join('\n'))).toEqual([
      expect.stringContaining('Excessive alias count'),
    ]);
  });

  it.each([
    { more: 'breakers: [5], dependencies: [5]', faults: 2 },
    { more: 'breakers: none', faults: 1 },
    { more: 'breakers: [{ name: a, kind: shared }]', faults: 1 },
  ])('checks breakers against dependencies even where these are no such thing ($more)', ({ more, faults }) => {
    expect(faultsOfService(more)).toHaveLength(faults);
  });

  it.each([
    { said: 'cadenceSeconds: 4', faults: 1 },
    { said: 'cadenceSeconds: 5', faults: 0 },
    { said: 'cadenceSeconds: 3600', faults: 0 },
    { said: 'cadenceSeconds: 3601', faults: 1 },
    { said: 'cadenceSeconds: 7.5', faults: 1 },
    { said: 'cadenceSeconds: .nan', faults: 1 },
    { said: 'objectives: { errorRate: 0 }', faults: 1 },
    { said: 'objectives: { errorRate: 0.0001 }', faults: 0 },
    { said: 'objectives: { errorRate: 0.5 }', faults: 0 },
    { said: 'objectives: { errorRate: 0.51 }', faults: 1 },
    { said: 'limits: { maxActionsPerHour: -1 }', faults: 1 },
    { said: 'limits: { maxActionsPerHour: 0 }', faults: 0 },
    { said: 'limits: { maxActionsPerHour: 20 }', faults: 0 },
    { said: 'limits: { maxActionsPerHour: 21 }', faults: 1 },
    { said: 'probe: { path: health }', faults: 1 },
    { said: 'probe: { path: "/a b" }', faults: 1 },
    { said: 'probe: { path: /health }', faults: 0 },
    { said: 'dependencies: [{ name: a, kind: tcp, host: db, port: 0 }]', faults: 1 },
    { said: 'dependencies: [{ name: a, kind: tcp, host: db, port: 1 }]', faults: 0 },
    { said: 'alarms: { loadBalancer: my-alb, targetGroup: targetgroup/a/73e2d6bc24d8a067 }', faults: 1 },
  ])('with "$said" has $faults faults', ({ said, faults }) => {
    expect(faultsOfService(said)).toHaveLength(faults);
  });

  it.each([
    { letters: 40, faults: 0 },
    { letters: 41, faults: 1 },
  ])('takes a service name of $letters letters with $faults faults', ({ letters, faults }) => {
    expect(faultsOf(`services: [{ name: ${'a'.repeat(letters)}, cluster: ml, service: mlflow }]`)).toHaveLength(faults);
  });
});
