// Unit layer: which packages a function's bundle holds, and which of them a cold start reads.
import { readdirSync } from 'node:fs';
import { type Contents, contentsOf } from '#scripts/bench/bundle.ts';

const NAMES = readdirSync('functions');

const bundles = new Map<string, Contents>();
beforeAll(async () => {
  for (const name of NAMES) bundles.set(name, await contentsOf(process.cwd(), name));
}, 60_000);

const clients = (packages: Iterable<string> = []): readonly string[] =>
  [...packages]
    .filter((name) => name.startsWith('@aws-sdk/client-'))
    .map((name) => name.slice('@aws-sdk/client-'.length))
    .sort();

it.each(NAMES)('%s holds nothing that reads or checks medic.yml, and no tracer', (name) => {
  const { atStart = new Set(), later = new Set() } = bundles.get(name) ?? {};
  const held = new Set([...atStart, ...later]);
  expect(held.size).toBeGreaterThan(0);
  for (const unwanted of ['yaml', 'semver', 'aws-xray-sdk-core', '@aws-lambda-powertools/tracer', 'commander'])
    expect(held).not.toContain(unwanted);
});

const OBSERVING = ['cloudwatch', 'dynamodb', 'ecs', 'elastic-load-balancing-v2', 'lambda'];
const EXPLAINING = ['application-auto-scaling', 'cloudtrail', 'cloudwatch-logs'];

it.each([
  { name: 'assess', atStart: OBSERVING, later: EXPLAINING },
  { name: 'plan-checks', atStart: ['sqs'], later: [] },
  { name: 'probe-service', atStart: [], later: [] },
  { name: 'publish-alert', atStart: ['dynamodb', 'sns'], later: [] },
  { name: 'receive-signal', atStart: ['dynamodb', 'sqs'], later: [] },
  { name: 'remediate', atStart: OBSERVING, later: [...EXPLAINING, 'sfn'] },
  { name: 'reset-breaker', atStart: ['dynamodb'], later: [] },
  { name: 'roll-back', atStart: ['dynamodb', 'ecs'], later: [] },
  { name: 'score-health', atStart: OBSERVING, later: [...EXPLAINING, 'sfn', 'sns', 'sqs'] },
  { name: 'stop-task', atStart: ['dynamodb', 'ecs', 'elastic-load-balancing-v2'], later: [] },
])(
  '$name loads the clients of $atStart when it starts, and of $later when they are asked',
  ({ name, atStart, later }) => {
    expect(clients(bundles.get(name)?.atStart)).toEqual(atStart);
    expect(clients(bundles.get(name)?.later)).toEqual(later);
  },
);
