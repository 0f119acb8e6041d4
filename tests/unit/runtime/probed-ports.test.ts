// Unit layer: what medic.yml says about the work probe on single ports.
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';

const fileOf = (service: string, defaults = '') =>
  `defaults: { ${defaults} }\nservices: [{ name: registry, cluster: ml, service: mlflow, ${service} }]`;

/** The faults of a file, each without its place. */
const faultsOf = (text: string): readonly string[] => {
  try {
    parseMedicYaml(text, 'medic.yml');
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.faults.map((fault) => fault.replace(/^.*services\[0\]\./, ''));
    throw error;
  }
  return [];
};

const portsUpTo = (count: number): string =>
  Array.from({ length: count }, (_, index) => `{ port: ${index + 1}, path: / }`).join(', ');

it.each([
  { defaults: '', service: '', ports: undefined },
  {
    defaults: 'probe: { ports: [{ port: 9090, path: /a, accept: "200" }] }',
    service: 'probe: { path: /work }',
    ports: [{ port: 9090, path: '/a', acceptedStatuses: '200' }],
  },
  {
    defaults: 'probe: { ports: [{ port: 9090, path: /a }] }',
    service: 'probe: { accept: "204", ports: [{ port: 9091, path: /b }] }',
    ports: [{ port: 9091, path: '/b', acceptedStatuses: '204' }],
  },
])('asks on single ports $ports with the defaults {$defaults} and {$service}', ({ defaults, service, ports }) => {
  expect(parseMedicYaml(fileOf(service, defaults), 'medic.yml')[0]?.probe.ports).toEqual(ports);
});

it.each([
  { ports: '', faults: 0 },
  { ports: '{ port: 0, path: / }', faults: 1 },
  { ports: '{ port: 1, path: / }', faults: 0 },
  { ports: '{ port: 65535, path: / }', faults: 0 },
  { ports: '{ port: 65536, path: / }', faults: 1 },
  { ports: '{ port: 90.5, path: / }', faults: 1 },
  { ports: '{ port: "9090", path: / }', faults: 1 },
  { ports: '{ port: 9090 }', faults: 1 },
  { ports: '{ port: 9090, path: "" }', faults: 1 },
  { ports: '{ port: 9090, path: health }', faults: 1 },
  { ports: '{ port: 9090, path: "/a b" }', faults: 1 },
  { ports: '{ port: 9090, path: /, accept: "" }', faults: 1 },
  { ports: '{ port: 9090, path: /, accept: "99" }', faults: 1 },
  { ports: '{ port: 9090, path: /, accept: "200,401" }', faults: 0 },
  { ports: '{ port: 9090, path: /, tls: true }', faults: 1 },
  { ports: '9090', faults: 1 },
  { ports: portsUpTo(20), faults: 0 },
  { ports: portsUpTo(21), faults: 1 },
])('the ports [$ports] have $faults faults', ({ ports, faults }) => {
  expect(faultsOf(fileOf(`probe: { ports: [${ports}] }`))).toHaveLength(faults);
});

it('a port that is used twice is told, together with the other faults', () => {
  const probe = 'ports: [{ port: 9090, path: /a }, { port: 9090, path: b, accept: fine }], timeoutMs: 1';
  expect(faultsOf(fileOf(`probe: { ${probe} }`)).toSorted()).toEqual([
    'probe.ports[1].accept: must be status codes and ranges, such as "200-399,401"',
    'probe.ports[1].path: must be a path that starts with / and contains no spaces, but it is "b"',
    'probe.ports[1].port: port "9090" is used twice',
    'probe.timeoutMs: Too small: expected number to be >=100, but it is 1',
  ]);
});
