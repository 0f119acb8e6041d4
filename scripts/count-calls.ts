/**
 * How many calls one look costs at fleets of several sizes, and how fast those to the load balancers come: through the adapters
 * that run in AWS, over answers made up for each fleet, on a virtual clock on which an answer takes no time. Prints the tables
 * and writes them into docs/api-calls.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type FleetSize, type Look, lookTwice } from '#tests/builders/counted-looks.ts';

const SIZES = [1, 10, 50, 200, 1_000];
const PAGE = 'docs/api-calls.md';
const [BEGIN, END] = ['<!-- counted: begin -->', '<!-- counted: end -->'];

const looksAt = (size: Omit<FleetSize, 'services'>) =>
  Promise.all(SIZES.map((services) => lookTwice({ ...size, services })));

const tableOf = (title: string, looks: readonly Look[]): string => {
  const names = [...new Set(looks.flatMap(({ calls }) => [...calls.keys()]))].sort();
  const rows: readonly (readonly [string, (look: Look) => number])[] = [
    ...names.map((name) => [`\`${name}\``, ({ calls }: Look) => calls.get(name) ?? 0] as const),
    ['metrics asked for', ({ series }) => series],
    ['`elbv2` calls within any second, at most', ({ loadBalancerCallsPerSecond }) => loadBalancerCallsPerSecond],
    ['seconds from the first call to the last', ({ seconds }) => seconds],
  ];
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    `### ${title}`,
    '',
    line(['Services', ...SIZES.map((size) => size.toLocaleString('en'))]),
    line(['---', ...SIZES.map(() => '---:')]),
    ...rows.map(([name, count]) => line([name, ...looks.map((look) => count(look).toLocaleString('en'))])),
    '',
  ].join('\n');
};

const well = await looksAt({});
const troubled = await looksAt({ troubledEvery: 10 });
const tables = [
  tableOf(
    'All well, first look',
    well.map(([first]) => first),
  ),
  tableOf(
    'All well, second look',
    well.map(([, second]) => second),
  ),
  tableOf(
    'One in ten in trouble, first look',
    troubled.map(([first]) => first),
  ),
].join('\n');

const page = readFileSync(PAGE, 'utf8');
const [before = '', after = ''] = [page.split(BEGIN)[0], page.split(END)[1]];
writeFileSync(PAGE, `${before}${BEGIN}\n\n${tables}\n${END}${after}`);
process.stdout.write(`${tables}\n`);
