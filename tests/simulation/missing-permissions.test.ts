// Simulation layer: permissions to observe are missing in the medic's roles, and granted later.
import { createAuthorizer } from '#local-aws/iam/iam.ts';
import { ACCOUNT_ID, REGION } from '#local-aws/stack/account.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aSimulation, type MonitoredSimulation } from './a-simulation.ts';
import { deployedService, withoutActions } from './packaged-service.ts';

const service = await deployedService();
const ACTIONS = ['ecs:ListTasks', 'cloudwatch:GetMetricData'];

/** Denies the actions to the roles whose names match, until they are granted. */
const withoutPermissions = async (
  actions: readonly string[],
  roles = /./,
): Promise<MonitoredSimulation & { readonly grant: () => void }> => {
  let isGranted = false;
  const denied = withoutActions(service.stack, actions, roles).roles;
  const policies = Object.fromEntries(denied.map(({ name, statements }) => [name, statements]));
  const authorize = createAuthorizer({ policies, account: ACCOUNT_ID, region: REGION });
  const simulation = await aSimulation({
    ...service,
    interfere: (call) => {
      if (!isGranted) authorize(call);
    },
  });
  const grant = (): void => {
    isGranted = true;
  };
  return { ...simulation, grant };
};

describe.each([
  { roles: 'all roles', pattern: /./, minutes: 10 },
  { roles: 'score-health alone', pattern: /score-health/, minutes: 15 },
])('without the permissions to list tasks and to read metrics in $roles', ({ pattern, minutes }) => {
  it('the medic sends one alert, which names each permission and role, and changes nothing', async () => {
    const { local, medic, alerts, runFor, violations } = await withoutPermissions(ACTIONS, pattern);
    await runFor(minutes);
    const [alert, ...others] = alerts();
    expect([alert?.kind, others]).toEqual(['escalated', []]);
    for (const action of ACTIONS)
      expect(alert?.text).toMatch(new RegExp(`${action} is denied.*grant it to role \\S*${pattern.source}`));
    expect(medic.record().report?.state).toBe('unknown');
    expect(medic.incidents()).toMatchObject([{ status: 'escalated', handover: { reason: 'insufficient-data' } }]);
    expect(local.mutations).toEqual([]);
    expect(violations()).toEqual([]);
  });

  it('the medic resolves its incident within two minutes of the grant, and sends an alert', async () => {
    const { clock, medic, alerts, runFor, grant } = await withoutPermissions(ACTIONS, pattern);
    await runFor(minutes);
    grant();
    const grantedAt = clock.now();
    await runFor(5);
    expect(medic.record().report?.state).toBe('healthy');
    expect(medic.incidents()).toMatchObject([{ status: 'resolved' }]);
    const [, resolved, ...others] = alerts();
    expect([resolved?.kind, others]).toEqual(['resolved', []]);
    expect(resolved?.at).toBeLessThanOrEqual(grantedAt + 2 * MINUTE);
  });
});

describe('a hung task', () => {
  it('is replaced only after the permissions to list tasks and to read metrics were granted', async () => {
    const { local, medic, alerts, inject, runFor, grant, violations } = await withoutPermissions(ACTIONS);
    inject('hung-task');
    await runFor(10);
    expect(local.mutations).toEqual([]);
    expect(alerts()).toHaveLength(1);
    grant();
    await runFor(10);
    expect(medic.record()).toMatchObject({
      report: { state: 'healthy' },
      incident: { status: 'resolved', attempts: [{ action: 'stop-task', verdict: 'worked' }] },
    });
    expect(violations()).toEqual([]);
  });
});

describe('without the permission to read metrics alone', () => {
  it('the medic continues, shows it in its report, and sends no alert', async () => {
    const { medic, alerts, runFor, violations } = await withoutPermissions(['cloudwatch:GetMetricData']);
    await runFor(10);
    expect(medic.record().report?.findings).toMatchObject([
      { id: 'permission-missing', subject: 'cloudwatch:GetMetricData' },
    ]);
    expect(medic.incidents()).toEqual([]);
    expect(alerts()).toEqual([]);
    expect(violations()).toEqual([]);
  });
});
