import type { StepRequest } from '#events/schemas/recovery-steps.ts';
import type { StepOutcome } from '#shared/domain/model/incident.ts';
import { itemsOf, observed } from '#shared/domain/model/part.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import type { StepResult } from '#shared/procedures/carry-out-step.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStep } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID, NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { service } from '#tests/builders/given.ts';
import { aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

export type Given = NonNullable<Parameters<typeof fakeServices>[0]>;

/** The answers of ECS and the load balancer about a service in this state. */
export const inState = (state: ServiceState, at: Instant = NOW) => {
  const { ecs, tasks, targetGroups } = service(state, at);
  return { ecs, tasks, targetGroups: observed(at, { ...aTargetGroup(), ...itemsOf(targetGroups)[0] }) };
};

export const incidentOf = async ({ stores }: FakeServices) => (await stores.incidents.read('registry')).incident;

/** The services with some operations of one of them replaced. */
export const replacing = <Name extends keyof Services>(
  { services }: Pick<FakeServices, 'services'>,
  name: Name,
  operations: Partial<Services[Name]>,
): Services => ({ ...services, [name]: { ...services[name], ...operations } });

/** An operation that always fails with the error. */
export const rejecting = (error: unknown) => () => Promise.reject(error);

/** Task 1 hangs, as a check five seconds ago found as well. */
export const withHungTask = async (given: Given = {}): Promise<FakeServices> => {
  const fake = fakeServices({ hung: ['task-1'], ...given });
  const at = NOW - 5 * SECOND;
  await fake.stores.reports.save(aReport({ at, findings: [aFinding({ at, since: at })] }), []);
  return fake;
};

/** The only step of the incident of {@link reserved}. */
export const STEP: StepRequest = { service: 'registry', incident: INCIDENT_ID, attempt: 1, step: 1, epoch: 1 };

/** An incident with one reserved step. */
export const reserved = async (plan: Plan, given: Given = {}): Promise<FakeServices> => {
  const fake = fakeServices(given);
  const steps = [aStep({ plan, outcome: { kind: 'reserved' } })];
  await fake.stores.incidents.open(anIncident({ attempts: [anAttempt({ steps })] }));
  return fake;
};

/** The result of a reserved step, which the function must answer as it records it, and the calls that changed something. */
export const carriedOut = async (
  fake: FakeServices,
  act: (services: Services) => (step: StepRequest) => Promise<StepResult>,
  services: Services = fake.services,
): Promise<{ readonly result: string; readonly changed: readonly string[] }> => {
  const result = await act(services)(STEP).then(inShort, (error) => `failed: ${error?.name ?? ''}`);
  const outcome = (await incidentOf(fake))?.attempts[0]?.steps[0]?.outcome;
  expect(outcome && inShort(outcome)).toMatch(result);
  return { result, changed: changesIn(fake) };
};

/** The calls that changed something, as opposed to those that read. */
export const changesIn = ({ done }: FakeServices): readonly string[] => done.calls.filter((call) => call.includes(' '));

const inShort = (outcome: StepOutcome | StepResult): string => {
  if (outcome.kind === 'refused') return `refused: ${outcome.reason}`;
  return outcome.kind === 'failed' ? `failed: ${outcome.error}` : outcome.kind;
};
