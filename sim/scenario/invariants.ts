import type { WorldClock } from '#local-aws/clock/clock.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { HOUR, SECOND } from '#shared/domain/model/time.ts';
import type { LocalWorld, Mutation } from './local-world.ts';
import type { MedicView } from './medic-view.ts';

/** What must hold at every moment, whatever happens. */
export interface Invariant {
  readonly name: string;
  /** What was seen instead; undefined while it holds. */
  readonly violation: (witness: Witness) => string | undefined;
}

export interface Witness {
  readonly local: LocalWorld;
  readonly medic: MedicView;
  readonly policy: ServicePolicy;
  /** The count that the service's owners want. */
  readonly wantedCount: number;
}

const isIncidentOpen = ({ medic }: Witness): boolean => medic.record().incident?.status === 'open';

const firstOf = <T>(
  items: readonly T[],
  is: (item: T) => boolean,
  message: (item: T) => string,
): string | undefined => {
  const found = items.find(is);
  return found === undefined ? undefined : message(found);
};

/** How many tasks are wanted once this change has taken one away; undefined for a change that takes none. */
const wantedAfterTaking = ({ operation, input, before: { desiredCount } }: Mutation): number | undefined => {
  if (operation === 'StopTask') return desiredCount;
  const { desiredCount: wanted = desiredCount } = input as { readonly desiredCount?: number };
  return operation === 'UpdateService' && wanted < desiredCount ? wanted : undefined;
};

/** The promises that can be checked from outside, each by what the world and AWS really saw. */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'a task is only taken away while as many others as are wanted do their work',
    violation: ({ local }) =>
      firstOf(
        local.mutations,
        (mutation) => mutation.before.serving < (wantedAfterTaking(mutation) ?? 0),
        ({ before, input }) => `${before.serving} tasks were serving when it asked for ${JSON.stringify(input)}`,
      ),
  },
  {
    name: 'nothing is changed without an open incident',
    violation: ({ local }) =>
      firstOf(
        local.mutations,
        ({ before }) => !before.isIncidentOpen,
        ({ operation }) => `${operation} without an incident`,
      ),
  },
  {
    name: 'tasks are never touched while the database is down',
    violation: ({ local }) =>
      firstOf(
        local.mutations,
        ({ before }) => !before.isDatabaseUp,
        ({ operation }) => `${operation} while the database was down`,
      ),
  },
  {
    name: 'no more actions in an hour than the service allows',
    violation: ({ medic, policy }) => {
      const starts = medic.incidents().flatMap(({ attempts }) => attempts.map(({ startedAt }) => startedAt));
      const most = Math.max(
        0,
        ...starts.map((end) => starts.filter((start) => start > end - HOUR && start <= end).length),
      );
      return most > policy.limits.maxActionsPerHour ? `${most} actions in an hour` : undefined;
    },
  },
  {
    /** Of an incident that people got because too little was seen there may be none: it could have done nothing. */
    name: 'one execution for every incident, one at a time',
    violation: ({ local, medic }) => {
      const executions = local.platform.executions();
      const running = executions.filter(({ status }) => status === 'RUNNING').length;
      if (running > 1) return `${running} executions run at once`;
      const started = executions.map(({ name }) => name).sort();
      const opened = medic
        .incidents()
        .filter((incident) => !wasHandedOverAtOnce(incident) || started.includes(incident.id))
        .map(({ id }) => id)
        .sort();
      return started.join() === opened.join()
        ? undefined
        : `executions ${started.join(', ') || 'none'} for incidents ${opened.join(', ') || 'none'}`;
    },
  },
  {
    name: "the wanted count is the owners', or one more during a replacement",
    violation: (witness) => {
      const desired = [...witness.local.world.services.values()][0]?.desiredCount ?? 0;
      const most = witness.wantedCount + (isIncidentOpen(witness) ? 1 : 0);
      return desired < witness.wantedCount || desired > most
        ? `${desired} tasks are wanted, not ${witness.wantedCount}`
        : undefined;
    },
  },
  {
    name: 'no task stays protected after its incident',
    violation: (witness) => {
      if (isIncidentOpen(witness)) return undefined;
      const now = witness.local.world.clock.now();
      const kept = [...witness.local.world.tasks.values()].filter(({ protectedUntil = 0 }) => protectedUntil > now);
      return kept.length > 0 ? `${kept.length} tasks are protected without an incident` : undefined;
    },
  },
  {
    name: 'people are told each thing once',
    violation: ({ local, medic }) => {
      const published = local.platform.published().length;
      const told = medic.incidents().reduce((sum, { alerts }) => sum + alerts.length, 0);
      return published > told ? `${published} alerts for ${told} things to tell` : undefined;
    },
  },
  {
    name: 'no function fails, none is refused its events, and nothing ends in a dead-letter queue',
    violation: ({ local }) => {
      const failing = firstOf(
        Object.entries(local.platform.counters()),
        ([, { errors }]) => errors > 0,
        ([name]) => `${name} failed`,
      );
      const dead = Object.entries(local.platform.queueDepths()).filter(([name]) => name.endsWith('-failures'));
      return (
        failing ??
        firstOf(
          local.platform.refusals(),
          () => true,
          ({ functionName, sourceArn }) => `${functionName} may not be invoked by ${sourceArn}`,
        ) ??
        firstOf(
          dead,
          ([, { visible }]) => visible > 0,
          ([name]) => `something is in ${name}`,
        )
      );
    },
  },
];

export interface Violation {
  readonly invariant: string;
  readonly at: number;
  readonly seen: string;
}

export interface Watchman {
  readonly ticks: () => number;
  /** The first violation of each invariant. */
  readonly violations: () => readonly Violation[];
}

/** Checks every invariant on every second of the world. */
export const watchInvariants = (clock: WorldClock, witness: Witness): Watchman => {
  const violations = new Map<string, Violation>();
  let ticks = 0;
  clock.every(SECOND, () => {
    ticks += 1;
    for (const { name, violation } of INVARIANTS) {
      const seen = violations.has(name) ? undefined : violation(witness);
      if (seen !== undefined) violations.set(name, { invariant: name, at: clock.now(), seen });
    }
  });
  return { ticks: () => ticks, violations: () => [...violations.values()] };
};

const wasHandedOverAtOnce = (incident: Incident): boolean =>
  incident.status !== 'open' && incident.handover?.reason === 'insufficient-data';
