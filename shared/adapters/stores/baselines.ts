import {
  EMPTY_BASELINE,
  type FaultlessCheck,
  type HealthyRevision,
  type ServiceBaseline,
  type TaskStart,
  type UsualState,
} from '#shared/domain/model/baseline.ts';
import { DAY } from '#shared/domain/model/time.ts';
import type { BaselineStore } from '#shared/ports/stores.ts';
import { retryConflicts } from './conflicts.ts';
import { ABSENT, type Item, type Key, partitionOf, type Table } from './table.ts';

/** A release that returns after a year is judged like a new one. */
const STORED_MS = 365 * DAY;

/**
 * The baseline of a service is one item, so one call reads those of many services. Its version is the instant of the check that wrote it.
 * A malformed item counts as an empty baseline and is reported, so that it costs its own service what was learned and no other anything.
 */
export const baselineStore = (
  table: Table,
  reportMalformed: (message: string) => void = () => undefined,
): BaselineStore => {
  const toBaseline = ({ key, body }: Item<unknown>): ServiceBaseline => {
    if (isBaseline(body)) return body;
    reportMalformed(
      `The item ${key.partition} ${key.sort} is not a baseline and counts as empty; the next check replaces it.`,
    );
    return EMPTY_BASELINE;
  };
  return {
    read: async (services) => {
      const items = await table.getMany<unknown>([...new Set(services)].map(baselineKey));
      const byPartition = new Map(items.map((item) => [item.key.partition, toBaseline(item)]));
      return new Map(services.map((service) => [service, byPartition.get(partitionOf(service)) ?? EMPTY_BASELINE]));
    },

    save: (service, baseline, at) =>
      retryConflicts(async () => {
        const key = baselineKey(service);
        const stored = (await table.get(key))?.version ?? ABSENT;
        if (stored >= at) return;
        await table.replace(stored, { key, version: at, body: baseline, expiresAt: at + STORED_MS });
      }),
  };
};

export const baselineKey = (service: string): Key => ({ partition: partitionOf(service), sort: 'BASELINE' });

type Fields<T> = { readonly [Field in keyof Required<T>]?: unknown };

const isBaseline = (body: unknown): body is ServiceBaseline => {
  if (!isObject<ServiceBaseline>(body)) return false;
  const { starts, startsFrom, revisions, interruptedAt, faultlessChecks, usual } = body;
  return (
    isListOf(starts, isStart) &&
    isOptional(startsFrom, isAmount) &&
    isListOf(revisions, isRevision) &&
    isOptional(interruptedAt, isAmount) &&
    isListOf(faultlessChecks, isFaultlessCheck) &&
    isOptional(usual, isUsual)
  );
};

const isStart = (value: unknown): boolean =>
  isObject<TaskStart>(value) && isText(value.task) && isAmount(value.at) && isAmount(value.tookMs);

const isRevision = (value: unknown): boolean =>
  isObject<HealthyRevision>(value) &&
  isText(value.taskDefinition) &&
  isAmount(value.firstAt) &&
  isAmount(value.lastAt) &&
  isAmount(value.healthyMs);

const isFaultlessCheck = (value: unknown): boolean =>
  isObject<FaultlessCheck>(value) && isAmount(value.score) && isListOf(value.findings, isText);

const isUsual = (value: unknown): boolean =>
  isFaultlessCheck(value) && isObject<UsualState>(value) && isAmount(value.at);

const isObject = <T>(value: unknown): value is Fields<T> => typeof value === 'object' && value !== null;

const isListOf = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem);

const isOptional = (value: unknown, isValid: (value: unknown) => boolean): boolean =>
  value === undefined || isValid(value);

/** Instants, durations and scores are finite and not negative. */
const isAmount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isText = (value: unknown): boolean => typeof value === 'string';
