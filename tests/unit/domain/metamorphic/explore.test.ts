import { appendFileSync } from 'node:fs';
import { decide } from '#shared/domain/decide.ts';
import { brokenPromise } from './promises.ts';
import { ownCases, publishedCases } from './recorded-cases.ts';
import { RELATIONS } from './relations.ts';
it('explores', async () => {
  const t0 = process.cpuUsage();
  const cases = [...(await ownCases()), ...(await publishedCases())];
  const t1 = process.cpuUsage(t0);
  const log = (s: string) => appendFileSync('/tmp/meta-cases.txt', s + '\n');
  log(`loaded ${cases.length} in ${t1.user / 1e6}`);
  for (const relation of RELATIONS) {
    let applied = 0, broken = 0;
    for (const { name, isHeldOut, evidence } of cases) {
      if (relation.change(evidence) !== undefined) applied += 1;
      const b = brokenPromise(relation, evidence);
      if (b === undefined) continue;
      broken += 1;
      log(isHeldOut ? `  held-out case: ${b.promise}` : `  ${name.split('/').at(-1)}: ${b.promise}\n     - ${b.before.slice(0, 1500)}\n     + ${b.after.slice(0, 1500)}`);
    }
    log(`${relation.name}: applied ${applied}, broken ${broken}`);
  }
  const t2 = process.cpuUsage(t0);
  log(`all ${t2.user / 1e6}`);
});
