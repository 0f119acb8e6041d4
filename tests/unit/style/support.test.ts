// Every test that docs/support.md names exists, with the titles that the page quotes.
import { readFileSync } from 'node:fs';

const DOCS = new URL('../../../docs/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, DOCS), 'utf8');

const rows = read('support.md')
  .split('\n')
  .filter((line) => line.startsWith('| **'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, shape = '', observed = '', diagnosed = '', treated = '', tests = '', ...rest]) => ({
    shape: shape.replaceAll('**', ''),
    cells: [observed, diagnosed, treated, tests],
    tests,
    rest,
  }));

/** The paths of the linked files, each with the titles quoted behind it. */
const namedIn = (tests: string) =>
  [...tests.matchAll(/\]\(([^)]+)\)([^[]*)/g)].map(([, path = '', quotes = '']) => ({
    path,
    titles: [...quotes.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
  }));

it.each([
  'Rolling update',
  'Blue/green, linear, canary (native)',
  'Express Mode',
  'Behind an ECS Gateway',
  'CODE_DEPLOY, EXTERNAL',
  'Early success criteria',
  'Deployment circuit breaker',
  'Deployment alarms',
  'Pause hooks',
  'AZ rebalancing',
  'Managed Instances',
  'Fargate',
  'Fargate Spot',
  'EC2 instances',
  'awsvpc networking',
  'bridge, host networking',
  'REPLICA',
  'DAEMON',
  'Application Load Balancer',
  'Shared Application Load Balancer',
  'Network Load Balancer',
  'No load balancer (workers)',
  'Several target groups',
])('docs/support.md has one full row for %s', (name) => {
  const found = rows.filter(({ shape }) => shape === name);
  expect(found).toHaveLength(1);
  expect(found.flatMap(({ cells }) => cells).filter((cell) => cell === '')).toEqual([]);
  expect(found[0]?.rest).toEqual(['']);
});

it.each(rows)('the tests that docs/support.md names for $shape exist', ({ tests }) => {
  const named = namedIn(tests);
  expect(named.length).toBeGreaterThan(0);
  for (const { path, titles } of named) {
    expect(path).toMatch(/^\.\.\/tests\/.+\.test\.ts$/);
    const text = read(path);
    expect(titles.filter((title) => !text.includes(title))).toEqual([]);
  }
});
