// Unit: `medic score`, in process, against functions that answer as told.
import { EXAMPLE_CONFIG } from '#sim/example.ts';
import { run } from './fake-terminal.ts';

const report = {
  service: 'registry',
  score: 41.6,
  confidence: 0.954,
  state: 'critical',
  cause: 'dependency-down',
  why: 'score 42: capped by dependencies -40.0',
  findings: [
    {
      id: 'dependency-unreachable',
      strength: 'soft',
      subject: 'database',
      says: 'database does not answer: ECONNREFUSED',
    },
    { id: 'breaker-open', strength: 'hard', subject: 'backend', says: 'breaker backend is open' },
  ],
};
const healthy = {
  ...report,
  service: 'tracking',
  score: 100,
  state: 'healthy',
  cause: 'none',
  why: 'nothing lost',
  findings: [],
};

describe('medic score', () => {
  it('prints score, state, confidence, cause, why and the findings below one another', async () => {
    const { exitCode, out, err } = await run(['score', 'registry'], () => ({ body: { reports: [report] } }));
    expect(out.split('\n')).toEqual([
      'registry  critical  score 42 of 100, confidence 0.95',
      '  cause     dependency-down',
      '  why       score 42: capped by dependencies -40.0',
      '  findings  dependency-unreachable  soft  database does not answer: ECONNREFUSED',
      '            breaker-open            hard  breaker backend is open',
      '',
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  });

  it('leaves a line between services, and says where nothing was found', async () => {
    const { out } = await run(['score', 'registry', 'tracking'], () => ({ body: { reports: [report, healthy] } }));
    expect(out).toContain('breaker backend is open\n\ntracking  healthy  score 100 of 100');
    expect(out).toContain('  findings  none\n');
  });

  it('asks score-health of stage dev for the services named, each once', async () => {
    const { calls } = await run(['score', 'registry', 'tracking', 'registry'], () => ({ body: { reports: [report] } }));
    expect(calls).toEqual([
      {
        functionName: 'ecs-medic-dev-score-health',
        request: { services: ['registry', 'tracking'] },
        account: expect.anything(),
      },
    ]);
  });

  it('asks for all services of its medic.yml when none is named', async () => {
    const { calls } = await run(['score', '--config', EXAMPLE_CONFIG], () => ({ body: { reports: [report] } }));
    expect(calls[0]?.request).toEqual({ services: ['registry'] });
  });

  it('goes to the stage, region and endpoint that it is told', async () => {
    const words = [
      'score',
      'registry',
      '--stage',
      'prod',
      '--region',
      'eu-west-1',
      '--endpoint-url',
      'http://127.0.0.1:4566',
    ];
    const { calls } = await run(words, () => ({ body: { reports: [report] } }));
    expect(calls[0]).toMatchObject({
      functionName: 'ecs-medic-prod-score-health',
      account: { stage: 'prod', region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:4566' },
    });
  });

  it('prints the answer as it came with --json', async () => {
    const body = { reports: [{ ...report, servedBy: 'tomorrow' }] };
    const { out } = await run(['score', 'registry', '--json'], () => ({ body }));
    expect(JSON.parse(out)).toEqual(body);
  });
});
