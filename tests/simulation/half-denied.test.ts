// Simulation layer: the IAM statements that let the medic look are gone, and come back.
import { jest } from '@jest/globals';
import { createAuthorizer } from '#local-aws/iam/iam.ts';
import { ACCOUNT_ID, REGION } from '#local-aws/stack/account.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { alertsOf, type PublishedAlert } from '#sim/scenario/alerts.ts';
import { aSimulation, type WatchedSimulation } from './a-simulation.ts';
import { type Deployed, deployed, PACKAGING_TIMEOUT_MS, PLAY_TIMEOUT_MS } from './packaged-service.ts';

jest.setTimeout(PLAY_TIMEOUT_MS);

let given: Deployed;
beforeAll(async () => {
  given = await deployed();
}, PACKAGING_TIMEOUT_MS);

type Role = DeployedStack['roles'][number];

/** What every role may do; those that are denied, without these actions. */
const policiesWithout = ({ roles }: DeployedStack, { actions, isDenied }: Denied) =>
  Object.fromEntries(roles.map((role) => [role.name, isDenied(role) ? without(actions, role) : role.statements]));

const without = (actions: readonly string[], { statements }: Role) =>
  statements.flatMap((statement) => {
    const left = [statement.Action].flat().filter((action) => !actions.includes(action));
    return left.length === 0 ? [] : [{ ...statement, Action: left }];
  });

interface Denied {
  readonly actions: readonly string[];
  readonly isDenied: (role: Role) => boolean;
}

/** A world in which nobody may call these operations until they are granted again. */
const withoutPermissions = (...actions: readonly string[]) => withDenied({ actions, isDenied: () => true });

const withDenied = async (denied: Denied) => {
  let isGranted = false;
  const judge = createAuthorizer({
    policies: policiesWithout(given.stack, denied),
    account: ACCOUNT_ID,
    region: REGION,
  });
  const simulation = await aSimulation({
    ...given,
    interfere: (call) => {
      if (!isGranted) judge(call);
    },
  });
  return {
    ...simulation,
    grant: () => {
      isGranted = true;
    },
  };
};

const alertsIn = ({ local }: WatchedSimulation): readonly PublishedAlert[] => alertsOf(local.platform.published());

describe('a medic that may neither list tasks nor read metrics', () => {
  const ACTIONS = ['ecs:ListTasks', 'cloudwatch:GetMetricData'];

  it('says so once in ten minutes, naming what to grant and to whom, and changes nothing', async () => {
    const simulation = await withoutPermissions(...ACTIONS);
    await simulation.runFor(10);
    expect(simulation.medic.record().report?.state).toBe('unknown');
    const [alert, ...others] = alertsIn(simulation);
    expect([alert?.kind, others]).toEqual(['escalated', []]);
    for (const action of ACTIONS) expect(alert?.text).toMatch(new RegExp(`${action} is denied.*grant it to role \\S+`));
    expect(simulation.local.mutations).toEqual([]);
    expect(simulation.watchman.violations()).toEqual([]);
  });

  it('touches nothing of a service in which a task hangs, and replaces it once it may look', async () => {
    const simulation = await withoutPermissions(...ACTIONS);
    simulation.inject('hung-task');
    await simulation.runFor(10);
    expect(simulation.local.mutations).toEqual([]);
    expect(alertsIn(simulation)).toHaveLength(1);
    simulation.grant();
    await simulation.runFor(10);
    expect(simulation.medic.record().report?.state).toBe('healthy');
    expect(simulation.medic.record().incident).toMatchObject({
      status: 'resolved',
      attempts: [{ action: 'stop-task', verdict: 'worked' }],
    });
    expect(simulation.watchman.violations()).toEqual([]);
  });

  it('is content again within two minutes of being granted both, and says so', async () => {
    const simulation = await withoutPermissions(...ACTIONS);
    await simulation.runFor(10);
    simulation.grant();
    const grantedAt = simulation.clock.now();
    await simulation.runFor(5);
    expect(simulation.medic.record().report?.state).toBe('healthy');
    expect(simulation.medic.record().incident?.status).toBe('resolved');
    const [, ...later] = alertsIn(simulation);
    expect(later.map(({ kind }) => kind)).toEqual(['resolved']);
    expect(later.every(({ at }) => at - grantedAt <= 2 * MINUTE)).toBe(true);
  });
});

describe('a medic of which the part that watches may neither list tasks nor read metrics, and all others may', () => {
  const ACTIONS = ['ecs:ListTasks', 'cloudwatch:GetMetricData'];
  const blindWatch = () => withDenied({ actions: ACTIONS, isDenied: isScoreHealth });

  it('says so once in fifteen minutes, naming what to grant and to that role, opens one incident and changes nothing', async () => {
    const simulation = await blindWatch();
    await simulation.runFor(15);
    const [alert, ...others] = alertsIn(simulation);
    expect([alert?.kind, others]).toEqual(['escalated', []]);
    for (const action of ACTIONS)
      expect(alert?.text).toMatch(new RegExp(`${action} is denied.*grant it to role \\S*score-health`));
    expect(simulation.medic.incidents()).toMatchObject([
      { status: 'escalated', handover: { reason: 'insufficient-data' } },
    ]);
    expect(simulation.local.mutations).toEqual([]);
    expect(simulation.watchman.violations()).toEqual([]);
  });

  it('is content again within two minutes of the grant, and says so', async () => {
    const simulation = await blindWatch();
    await simulation.runFor(15);
    simulation.grant();
    const grantedAt = simulation.clock.now();
    await simulation.runFor(5);
    expect(simulation.medic.incidents()).toMatchObject([{ status: 'resolved' }]);
    const [, ...later] = alertsIn(simulation);
    expect(later.map(({ kind }) => kind)).toEqual(['resolved']);
    expect(later.every(({ at }) => at - grantedAt <= 2 * MINUTE)).toBe(true);
  });
});

const isScoreHealth = ({ name }: Role): boolean => name.includes('score-health');

describe('a medic that may not read metrics alone', () => {
  it('goes on with what it has: it shows it in the report, and tells nobody', async () => {
    const simulation = await withoutPermissions('cloudwatch:GetMetricData');
    await simulation.runFor(10);
    const { report } = simulation.medic.record();
    expect(report?.findings).toEqual([
      expect.objectContaining({ id: 'permission-missing', subject: 'cloudwatch:GetMetricData' }),
    ]);
    expect(simulation.medic.incidents()).toEqual([]);
    expect(alertsIn(simulation)).toEqual([]);
    expect(simulation.watchman.violations()).toEqual([]);
  });
});
