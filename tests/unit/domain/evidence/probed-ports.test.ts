// Unit layer: the ports on which a task gets a work probe, and what each is asked.
import { distinctPorts, probedPorts } from '#shared/domain/evidence/probed-ports.ts';
import type { Target, TargetGroup, TargetHealthCheck } from '#shared/domain/model/observation.ts';
import type { ProbePolicy } from '#shared/domain/model/policy.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aTarget, aTargetGroup, aTask } from '#tests/builders/parts.ts';

const TASK = aTask(1);
const HEALTH = { port: 9090, path: '/health', acceptedStatuses: '200' };
const { healthCheck: CHECK } = aTargetGroup();

/** An HTTP target group in which the task is registered on this port. */
const groupOn = (port: number, given: Partial<TargetGroup> = {}, target: Partial<Target> = {}): TargetGroup => ({
  ...aTargetGroup({ port, protocol: 'HTTP', protocolVersion: 'HTTP1', targets: [aTarget(1, { port, ...target })] }),
  ...given,
});

const portsIn = (groups: readonly [TargetGroup, ...TargetGroup[]], ports?: ProbePolicy['ports']) =>
  probedPorts(TASK, groups, { ...aPolicy().probe, ...(ports && { ports }) });
const furtherIn = (group: TargetGroup, ports?: ProbePolicy['ports']) => portsIn([groupOn(5000), group], ports).further;
const without = (...keys: readonly (keyof TargetGroup | keyof TargetHealthCheck)[]): TargetGroup => {
  const { healthCheck, ...group } = groupOn(9090);
  const strip = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([key]) => !(keys as readonly string[]).includes(key)));
  return { ...strip(group), healthCheck: strip(healthCheck) } as unknown as TargetGroup;
};

describe('the first port', () => {
  it.each([
    { groups: [groupOn(5000)], what: 'the only group', first: 5000 },
    { groups: [groupOn(5000), groupOn(9090)], what: 'the first of two groups', first: 5000 },
    { groups: [groupOn(5000, { targets: [] }), groupOn(9090)], what: 'the group that has the task', first: 9090 },
    { groups: [groupOn(5000, { targets: [] }), groupOn(9090, { targets: [] })], what: 'no group yet', first: 5000 },
    { groups: [groupOn(5000, {}, { port: 8080 })], what: 'its target, not of the group', first: 8080 },
    { groups: [groupOn(5000, {}, { state: 'draining' }), groupOn(9090)], what: 'a group that drains', first: 5000 },
  ])('is the port of $what', ({ groups: [group = groupOn(1), ...others], first }) => {
    expect(portsIn([group, ...others]).first).toBe(first);
  });
});

describe('a further port', () => {
  it('is asked what the health check of its group asks', () => {
    expect(furtherIn(groupOn(9090))).toEqual([HEALTH]);
    const healthCheck = { ...CHECK, port: '9090', path: '/up', codes: '200-299,404' };
    expect(furtherIn(groupOn(9090, { healthCheck }))).toEqual([
      { port: 9090, path: '/up', acceptedStatuses: '200-299,404' },
    ]);
  });

  it.each<{ what: string; group: TargetGroup }>([
    { what: 'the same port', group: groupOn(5000) },
    { what: 'a port without the task', group: groupOn(9090, { targets: [] }) },
    { what: 'a port of another task', group: groupOn(9090, { targets: [aTarget(2, { port: 9090 })] }) },
    { what: 'a port that drains', group: groupOn(9090, {}, { state: 'draining' }) },
    { what: 'TCP', group: groupOn(9090, { protocol: 'TCP' }) },
    { what: 'UDP', group: groupOn(9090, { protocol: 'UDP' }) },
    { what: 'TLS', group: groupOn(9090, { protocol: 'HTTPS' }) },
    { what: 'gRPC', group: groupOn(9090, { protocolVersion: 'GRPC' }) },
    { what: 'HTTP/2', group: groupOn(9090, { protocolVersion: 'HTTP2' }) },
    { what: 'an unknown protocol', group: without('protocol') },
    { what: 'an unknown version', group: without('protocolVersion') },
    { what: 'no path', group: without('path') },
    { what: 'a path without a slash', group: groupOn(9090, { healthCheck: { ...CHECK, path: 'health' } }) },
    { what: 'a path with a space', group: groupOn(9090, { healthCheck: { ...CHECK, path: '/a b' } }) },
    {
      what: 'a path of 501 characters',
      group: groupOn(9090, { healthCheck: { ...CHECK, path: `/${'a'.repeat(500)}` } }),
    },
    { what: 'no matcher', group: without('codes') },
    { what: 'a matcher of nonsense', group: groupOn(9090, { healthCheck: { ...CHECK, codes: '0-99' } }) },
    { what: 'a health check on another port', group: groupOn(9090, { healthCheck: { ...CHECK, port: '8081' } }) },
  ])('gets no probe of its own for $what', ({ group }) => {
    expect(furtherIn(group)).toEqual([]);
  });

  it.each<{ what: string; group: TargetGroup }>([
    { what: 'HTTP', group: groupOn(9090) },
    { what: 'TCP', group: groupOn(9090, { protocol: 'TCP' }) },
    { what: 'an unknown protocol', group: without('protocol', 'path', 'codes') },
  ])('is asked what medic.yml says, for $what as well', ({ group }) => {
    const entry = { port: 9090, path: '/admin', acceptedStatuses: '401' };
    expect(furtherIn(group, [{ ...entry, port: 5000 }, entry])).toEqual([entry]);
    expect(furtherIn(group, [{ ...entry, port: 9091 }])).toEqual(furtherIn(group));
  });

  it('of two groups is probed once, as the first group that tells how', () => {
    const silent = groupOn(9090, { protocol: 'TCP' });
    const healthCheck = { ...CHECK, path: '/other' };
    const { further } = portsIn([groupOn(5000), silent, groupOn(9090), groupOn(9090, { healthCheck }), groupOn(9191)]);
    expect(further).toEqual([HEALTH, { ...HEALTH, port: 9191 }]);
  });
});

it('of several probes of a port the first one stays', () => {
  expect(distinctPorts([HEALTH, { ...HEALTH, port: 1 }, { ...HEALTH, path: '/b' }])).toEqual([
    HEALTH,
    { ...HEALTH, port: 1 },
  ]);
  expect(distinctPorts([])).toEqual([]);
});
