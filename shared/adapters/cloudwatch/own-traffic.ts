import { type Attribution, attributionOf, type BalancerUse, ownShareOf } from '#shared/domain/evidence/traffic.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import { sum } from '#shared/domain/model/statistics.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import type { Point, Series } from './metric-data.ts';
import type { Reading } from './metric-series.ts';
import {
  type BalancerMetric,
  BY_LOAD_BALANCER,
  balancersOf,
  seriesOfBalancer,
  seriesOfGroup,
  type TargetMetric,
  totalOf,
} from './traffic-series.ts';

/** A load balancer of a service, and which of its errors belong to the service. */
export interface Balancer {
  readonly name: string;
  readonly attribution: Attribution;
  readonly ownShare: number;
}

/**
 * Attributes the errors of each load balancer by all minutes that were read. In a shorter time a service whose neighbour is down would
 * seem to be alone.
 */
export const attributedBalancers = (
  groups: readonly BalancedTargetGroup[],
  wholeHistory: Reading,
): readonly Balancer[] =>
  balancersOf(groups).map((name) => {
    const use = useOf(name, groups, wholeHistory);
    return { name, attribution: attributionOf(use), ownShare: ownShareOf(use) };
  });

const useOf = (name: string, groups: readonly BalancedTargetGroup[], read: Reading): BalancerUse => {
  const own = groups.filter(({ loadBalancerNames }) => loadBalancerNames.includes(name));
  const isOfBalancer = ({ dimensions }: Series): boolean => dimensions.LoadBalancer === name;
  const ofBalancer = own.flatMap((group) => seriesOfGroup(group, 'RequestCount')).filter(isOfBalancer);
  return {
    ownRequests: countIn(read, ofBalancer),
    allRequests: countIn(read, [totalOf(name)]),
    hasHealthyTarget: own.some(({ targets }) => targets.some(({ state }) => state === 'healthy')),
  };
};

const countIn = (read: Reading, series: readonly Series[]): number =>
  sum(pointsIn(read, series).map(({ value }) => value));

const pointsIn = (read: Reading, series: readonly Series[]): readonly Point[] => itemsOf(read(series));

/** The traffic of one service, as far as it is its own. */
export interface OwnTraffic {
  readonly ofGroup: (group: BalancedTargetGroup, metric: TargetMetric) => readonly Point[];
  readonly ofTargets: (metric: TargetMetric) => readonly Point[];
  readonly ofBalancers: (metric: BalancerMetric) => readonly Point[];
  /** The errors of the load balancers that belong to other services. */
  readonly foreignErrors: readonly Point[];
}

export const ownTraffic = (
  groups: readonly BalancedTargetGroup[],
  balancers: readonly Balancer[],
  read: Reading,
): OwnTraffic => {
  const ofGroup: OwnTraffic['ofGroup'] = (group, metric) => pointsIn(read, seriesOfGroup(group, metric));
  const errors = (metric: BalancerMetric, areOwn: boolean): readonly Point[] =>
    balancers
      .filter(({ attribution }) => isAttributed(metric, attribution) === areOwn)
      .flatMap(({ name }) => pointsIn(read, [seriesOfBalancer(name, metric)]));
  return {
    ofGroup,
    ofTargets: (metric) => groups.flatMap((group) => ofGroup(group, metric)),
    ofBalancers: (metric) => errors(metric, true),
    foreignErrors: BY_LOAD_BALANCER.flatMap((metric) => errors(metric, false)),
  };
};

const isAttributed = (metric: BalancerMetric, attribution: Attribution): boolean => {
  switch (attribution) {
    case 'all':
      return true;
    case 'only-503':
      return metric === 'HTTPCode_ELB_503_Count';
    case 'none':
      return false;
  }
};
