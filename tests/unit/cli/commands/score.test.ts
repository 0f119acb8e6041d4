// Unit: `medic score`, against functions that answer as given.
import { writeFileSync } from 'node:fs';
import { run, temporaryFolder } from '../run-medic.ts';

const report = {
  service: 'registry',
  score: 41.6,
  confidence: 0.954,
  state: 'critical',
  cause: 'dependency-down',
  why: 'score 42: dependencies limits the score to 42',
  findings: [
    { id: 'dependency-unreachable', strength: 'soft', message: 'database does not answer: ECONNREFUSED' },
    { id: 'breaker-open', strength: 'hard', subject: 'backend', message: 'breaker backend is open' },
  ],
};
const healthy = { ...report, service: 'tracking', score: 100, state: 'healthy', cause: 'none', findings: [] };
const score = (words: string, reports: readonly object[] = [report]) =>
  run(`score ${words}`, () => ({ body: { reports } }));

describe('medic score', () => {
  it('prints score, state, confidence, cause and findings, with an empty line between services', async () => {
    const { exitCode, out, err } = await score('registry tracking', [report, healthy]);
    expect(out.split('\n')).toEqual([
      'registry  critical  score 42 of 100, confidence 0.95',
      '  cause     dependency-down',
      '  why       score 42: dependencies limits the score to 42',
      '  findings  dependency-unreachable  soft  database does not answer: ECONNREFUSED',
      '            breaker-open            hard  breaker backend is open',
      '',
      'tracking  healthy  score 100 of 100, confidence 0.95',
      '  cause     none',
      '  why       score 42: dependencies limits the score to 42',
      '  findings  none',
      '',
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  });

  it('calls score-health of stage dev once, with each service once', async () => {
    const request = { services: ['registry', 'tracking'] };
    const { calls } = await score('registry tracking registry');
    expect(calls).toEqual([{ functionName: 'ecs-medic-dev-score-health', request, account: expect.anything() }]);
  });

  it('checks all services of medic.yml if none is named', async () => {
    const { calls } = await score('');
    expect(calls[0]?.request).toEqual({ services: ['registry'] });
  });

  it('calls the given stage, region and endpoint', async () => {
    const { calls } = await score('registry --stage prod --region eu-west-1 --endpoint-url http://127.0.0.1:4566');
    expect(calls[0]).toMatchObject({
      functionName: 'ecs-medic-prod-score-health',
      account: { stage: 'prod', region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:4566' },
    });
  });

  it('prints the answer unchanged with --json', async () => {
    const reports = [{ ...report, addedLater: 1 }];
    expect(JSON.parse((await score('registry --json', reports)).out)).toEqual({ reports });
  });
});

describe('medic score without a service', () => {
  const home = process.cwd();
  beforeEach(() => process.chdir(temporaryFolder()));
  afterEach(() => process.chdir(home));

  it('asks for a service where there is no medic.yml', async () => {
    const err = expect.stringMatching(/^medic: There is no medic.yml in this folder/);
    expect(await run('score')).toMatchObject({ exitCode: 1, err });
  });

  it('prints the errors of an invalid medic.yml', async () => {
    writeFileSync('medic.yml', 'services: []\n');
    const err = expect.stringMatching(/^medic: medic.yml cannot be used:\n {2}medic.yml:1:11: /);
    expect(await run('score')).toMatchObject({ exitCode: 1, err });
  });
});
