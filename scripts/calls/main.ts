/**
 * Counts the AWS calls of a check for fleets of several sizes, prints the tables, and writes them into
 * docs/api-calls.md. The adapters are the ones that run in AWS. The answers are made up, and time is virtual.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type CountedCheck, countCalls, type FleetSize } from './count-calls.ts';

const SIZES = [1, 10, 50, 200, 1_000];
const PAGE = 'docs/api-calls.md';
const [BEGIN, END] = ['<!-- counted: begin -->', '<!-- counted: end -->'];

const checksOf = (size: Omit<FleetSize, 'services'>) =>
  Promise.all(SIZES.map((services) => countCalls({ ...size, services })));

const tableOf = (title: string, checks: readonly CountedCheck[]): string => {
  const names = [...new Set(checks.flatMap(({ calls }) => [...calls.keys()]))].sort();
  const rows: readonly (readonly [string, (check: CountedCheck) => number])[] = [
    ...names.map((name) => [`\`${name}\``, ({ calls }: CountedCheck) => calls.get(name) ?? 0] as const),
    ['metrics requested', ({ series }) => series],
    ['`elbv2` calls within any second, at most', ({ loadBalancerCallsPerSecond }) => loadBalancerCallsPerSecond],
    ['seconds from the first call to the last', ({ seconds }) => seconds],
  ];
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    `### ${title}`,
    '',
    line(['Services', ...SIZES.map((size) => size.toLocaleString('en'))]),
    line(['---', ...SIZES.map(() => '---:')]),
    ...rows.map(([name, count]) => line([name, ...checks.map((check) => count(check).toLocaleString('en'))])),
    '',
  ].join('\n');
};

const healthy = await checksOf({});
const unhealthy = await checksOf({ unhealthyEvery: 10 });
const first = (checks: typeof healthy) => checks.map(([check]) => check);
const second = (checks: typeof healthy) => checks.map(([, check]) => check);
const tables = [
  tableOf('All healthy, first check', first(healthy)),
  tableOf('All healthy, second check', second(healthy)),
  tableOf('One in ten unhealthy, first check', first(unhealthy)),
].join('\n');

const page = readFileSync(PAGE, 'utf8');
const [before = '', after = ''] = [page.split(BEGIN)[0], page.split(END)[1]];
writeFileSync(PAGE, `${before}${BEGIN}\n\n${tables}\n${END}${after}`);
process.stdout.write(`${tables}\n`);
