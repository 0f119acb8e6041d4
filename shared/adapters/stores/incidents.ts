import { actionsSoFar } from '#shared/domain/incident/transitions.ts';
import { LeaseLost } from '#shared/domain/model/errors.ts';
import type { Incident, PastAction, StepOutcome } from '#shared/domain/model/incident.ts';
import { HOUR, type Instant } from '#shared/domain/model/time.ts';
import type { IncidentStore, RecoveryRecord, StepReference } from '#shared/ports/stores.ts';
import { conflict, type Item, type Key, NOTHING, partitionOf, retryConflicts, type Table } from './table.ts';

/** The rollback budget looks back six hours, no other budget further; what is older is let go. */
const REMEMBERED = 6 * HOUR;

/**
 * One item per service, whose version is the incident's: it grows over all incidents of the service, so a version names
 * one state of one incident and never comes back.
 */
export const incidentStore = (table: Table): IncidentStore => {
  const load = (service: string) => table.get<RecoveryRecord>(recordKey(service));
  const write = async (seen: number, incident: Incident, pastActions: readonly PastAction[]): Promise<Incident> => {
    const next = { ...incident, version: seen + 1 };
    const record: RecoveryRecord = { incident: next, pastActions };
    await table.replace(seen, { key: recordKey(incident.service), version: next.version, body: record });
    return next;
  };
  const changeStep = (reference: StepReference, outcomeAfter: (outcome: StepOutcome) => StepOutcome) =>
    retryConflicts(async () => {
      const item = await load(reference.service);
      const incident = withOutcome(item, reference, outcomeAfter);
      return write(incident.version, incident, item?.body.pastActions ?? []);
    });

  return {
    read: async (service) => (await load(service))?.body ?? { incident: undefined, pastActions: [] },

    open: (incident) =>
      retryConflicts(async () => {
        const item = await load(incident.service);
        const current = item?.body.incident;
        if (current?.status === 'open') return { incident: current, opened: false };
        const pastActions = item ? rememberedActions(item.body, incident.openedAt) : [];
        return { incident: await write(item?.version ?? NOTHING, incident, pastActions), opened: true };
      }),

    save: async (incident) => {
      const item = await load(incident.service);
      const isTheCurrentOne = item?.body.incident?.id === incident.id;
      const nobodyWroteSince = item?.version === incident.version;
      if (!isTheCurrentOne || !nobodyWroteSince) throw conflict(recordKey(incident.service), incident.version);
      return write(incident.version, incident, item.body.pastActions);
    },

    beginStep: (reference, at) =>
      changeStep(reference, (outcome) => {
        if (outcome.kind === 'reserved') return { kind: 'begun', at };
        throw new LeaseLost(`${describe(reference)} is already ${outcome.kind}; a step is never begun twice.`);
      }),

    endStep: (reference, outcome) => changeStep(reference, () => outcome),
  };
};

const recordKey = (service: string): Key => ({ partition: partitionOf(service), sort: 'RECOVERY' });

const describe = ({ incident, attempt, step, epoch }: StepReference): string =>
  `Step ${step} of attempt ${attempt} of ${incident} (epoch ${epoch})`;

/** The incident with the outcome of its newest step changed, provided that the reference still names that step. */
const withOutcome = (
  item: Item<RecoveryRecord> | undefined,
  reference: StepReference,
  outcomeAfter: (outcome: StepOutcome) => StepOutcome,
): Incident => {
  const incident = item?.body.incident;
  if (incident?.id !== reference.incident) throw new LeaseLost(`${describe(reference)}: that incident is over.`);
  const attempt = incident.attempts.at(-1);
  const step = attempt?.steps.at(-1);
  const isTheNewest = attempt?.number === reference.attempt && attempt.steps.length === reference.step;
  if (!step || !isTheNewest || step.epoch !== reference.epoch || attempt.verdict !== 'pending') {
    throw new LeaseLost(`${describe(reference)} is not the newest step of its incident; somebody newer acts.`);
  }
  const steps = [...attempt.steps.slice(0, -1), { ...step, outcome: outcomeAfter(step.outcome) }];
  return { ...incident, attempts: [...incident.attempts.slice(0, -1), { ...attempt, steps }] };
};

/** What the budget of the next incident has to count: the attempts of the last hours, of this incident and before. */
const rememberedActions = ({ incident, pastActions }: RecoveryRecord, now: Instant): readonly PastAction[] =>
  actionsSoFar(incident, pastActions).filter(({ at }) => at > now - REMEMBERED);
