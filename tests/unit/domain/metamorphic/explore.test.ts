import { appendFileSync } from 'node:fs';
import fc from 'fast-check';
import { decide } from '#shared/domain/decide.ts';
import { metamorphicEvidence } from './any-faulty-evidence.ts';
import { brokenPromise } from './promises.ts';
import { ownCases, publishedCases } from './recorded-cases.ts';
import { RELATIONS } from './relations.ts';
const ids = (e: any) => decide(e).report.findings.map(({ id, subject, meaning }) => [id, subject, meaning].filter(Boolean).join(' '));
const diff = (e: any, c: any) => { const a = ids(e), b = ids(c); const ux = (e: any) => { const d = decide(e).diagnosis; return `cand ${d.candidates.map((c) => c.cause)} unexpl ${d.unexplained.map((f) => f.id)} out ${d.ruledOut.filter(r=>/instance/.test(r.cause)).map(r=>r.why)}`; }; return `      ${ux(e)}\n      ${ux(c)}\n      lost ${a.filter((x) => !b.includes(x)).join(', ')} | gained ${b.filter((x) => !a.includes(x)).join(', ')}`; };
const log = (s: string) => appendFileSync('/tmp/meta-explore.txt', s + '\n');
const only = process.env.ONLY;
const cut = Number(process.env.CUT ?? 220);
const firstDiff = (a: string, b: string) => { let i = 0; while (i < a.length && a[i] === b[i]) i += 1; return [a.slice(Math.max(0, i - 150), i + 150), b.slice(Math.max(0, i - 150), i + 150)]; };
it('cases', async () => {
  if (process.env.GEN) return;
  const cases = [...(await ownCases()), ...(await publishedCases())];
  for (const relation of RELATIONS.filter(({ name }) => !only || name.includes(only))) {
    let applied = 0, broken = 0;
    for (const { name, isHeldOut, evidence } of cases) {
      const c = relation.change(evidence);
      if (c !== undefined) applied += 1;
      const b = brokenPromise(relation, evidence);
      if (b === undefined) continue;
      broken += 1;
      const [x, y] = b.promise === 'other decision' ? firstDiff(b.before, b.after) : [b.before, b.after];
      log(isHeldOut ? `  held-out case: ${b.promise}` : `  ${name.split('/').at(-1)}: ${b.promise}\n     - ${x}\n     + ${y}\n${diff(evidence, c)}`);
    }
    log(`${relation.name}: applied ${applied}, broken ${broken}`);
  }
});
it('generated', () => {
  if (process.env.CASES) return;
  const t0 = process.cpuUsage();
  const all = fc.sample(metamorphicEvidence, { seed: 42, numRuns: 1000 });
  const causes: Record<string, number> = {};
  for (const e of all) { const a = decide(e); const k = `${a.diagnosis.cause} ${a.decision.kind}`; causes[k] = (causes[k] ?? 0) + 1; }
  log(JSON.stringify(causes, null, 1));
  for (const relation of RELATIONS.filter(({ name }) => !only || name.includes(only))) {
    let applied = 0, broken = 0;
    const kinds = new Map<string, string[]>();
    for (const [index, e] of all.entries()) {
      const base = relation.prepare?.(e) ?? e;
      const c = relation.change(base);
      if (c !== undefined) applied += 1;
      const b = brokenPromise(relation, e);
      if (b === undefined) continue;
      broken += 1;
      const [x, y] = b.promise === 'other decision' ? firstDiff(b.before, b.after) : [b.before, b.after];
      const short = (s: string) => s.split(' of ')[0]!.split(':')[0]!;
      const key = b.promise === 'other decision' ? b.promise : `${b.promise} ${short(b.before)} -> ${short(b.after)}`;
      const text = `   #${index}\n     - ${x}\n     + ${y}\n${diff(base, c)}`;
      kinds.set(key, [...(kinds.get(key) ?? []), text]);
    }
    log(`${relation.name}: applied ${applied}, broken ${broken}`);
    for (const [key, texts] of kinds) log(`  ${key}: ${texts.length}\n${texts.slice(0, 2).join('\n')}`);
  }
  log(`cpu ${process.cpuUsage(t0).user / 1e6}`);
});
