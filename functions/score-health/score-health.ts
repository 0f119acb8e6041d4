import type { CheckDelivery, CheckEvent } from '#events/schemas/check.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import { observe } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import {
  type Checked,
  type CheckFailure,
  type CheckOutcome,
  type CheckServices,
  checkService,
} from './check-service.ts';

/** The answer to SQS holds the messages to deliver again; the answer to a caller holds the reports. The outcomes are logged. */
export type ScoredHealth = { readonly outcomes: readonly (CheckOutcome | CheckFailure | Dropped)[] } & (
  | { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }
  | { readonly reports: readonly HealthReport[] }
);

interface Dropped {
  readonly kind: 'dropped';
  readonly reason: 'unknown-service' | 'unknown-shape';
  readonly service?: string;
}

/** Checks the services that are due, all in one observation, and follows up each check. */
export const scoreHealth =
  (services: CheckServices) =>
  async (event: CheckEvent): Promise<ScoredHealth> =>
    'Records' in event ? handleDelivery(services, event) : handleRequest(services, event.services);

/**
 * Redelivers only the messages whose services could not be checked. An unreadable message is redelivered until it reaches the
 * dead-letter queue. A message for an unknown service is done.
 */
const handleDelivery = async (services: CheckServices, { Records }: CheckDelivery): Promise<ScoredHealth> => {
  const reasons = triggersByService(Records);
  const checked = await check(services, reasons);
  const failed = new Set(checked.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome.service] : [])));
  const again = Records.filter(({ body }) => body === undefined || body.services.some((name) => failed.has(name)));
  const unreadable = Records.filter(({ body }) => body === undefined);
  return {
    batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })),
    outcomes: [
      ...checked.map(({ outcome }) => outcome),
      ...[...reasons.keys()].filter(isUnknownTo(services)).map(unknownService),
      ...unreadable.map((): Dropped => ({ kind: 'dropped', reason: 'unknown-shape' })),
    ],
  };
};

/** Answers a caller with a regular check, except that an unknown service or a failure is thrown. */
const handleRequest = async (services: CheckServices, names: readonly string[]): Promise<ScoredHealth> => {
  for (const name of names) policyNamed(services.policies, name);
  const checked = await check(services, new Map(names.map((name) => [name, ['request']])));
  const reports = checked.map((each) => {
    if ('error' in each) throw each.error;
    return each.report;
  });
  return { reports, outcomes: checked.map(({ outcome }) => outcome) };
};

/** Collects the triggers by service; a service in several messages is checked once, for all their triggers. */
const triggersByService = (records: CheckDelivery['Records']): ReadonlyMap<string, readonly string[]> => {
  const named = records.flatMap(({ body }) =>
    (body?.services ?? []).map((service) => ({ service, trigger: body?.trigger ?? '' })),
  );
  const byService = Map.groupBy(named, ({ service }) => service);
  return new Map([...byService].map(([service, checks]) => [service, checks.map(({ trigger }) => trigger)]));
};

const check = async (
  services: CheckServices,
  reasons: ReadonlyMap<string, readonly string[]>,
): Promise<readonly Checked[]> => {
  const now = services.clock.now();
  const policies = services.policies.filter(({ name }) => reasons.has(name));
  const observations = await observe(services)(policies, now);
  return Promise.all(
    policies.flatMap((policy) => {
      const observation = observations.get(policy.name);
      const trigger = reasons.get(policy.name) ?? [];
      return observation ? [checkService(services)({ policy, observation, trigger, now })] : [];
    }),
  );
};

const isUnknownTo =
  ({ policies }: CheckServices) =>
  (name: string): boolean =>
    policies.every((policy) => policy.name !== name);

const unknownService = (service: string): Dropped => ({ kind: 'dropped', reason: 'unknown-service', service });
