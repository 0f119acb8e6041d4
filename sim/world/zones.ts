import type { Zone } from './state.ts';

const ZONES: readonly Zone[] = [
  { name: 'a', subnetId: 'subnet-0a11c4d7e0f2b3a01', network: '11' },
  { name: 'b', subnetId: 'subnet-0b22c4d7e0f2b3a02', network: '12' },
  { name: 'c', subnetId: 'subnet-0c33c4d7e0f2b3a03', network: '13' },
];

/** Lists the three zones of a region, with subnets under the first two octets of their addresses. */
export const zonesOf = (region: string, addressPrefix: string): readonly Zone[] =>
  ZONES.map((zone) => ({ ...zone, name: `${region}${zone.name}`, network: `${addressPrefix}.${zone.network}` }));
