// Unit layer: which cause the findings add up to, in the order of precedence, and what is ruled out.
import { readFileSync } from 'node:fs';
import { causeTables } from '#scripts/docs/cause-tables.ts';
import { replaceSection } from '#scripts/docs/marked-section.ts';
import { CAUSE_MODELS } from '#shared/domain/diagnosis/causes/catalogue.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import {
  BREAKER_STUCK,
  causeOf,
  DATABASE_DOWN,
  diagnosisOf,
  failingRelease,
  hard,
  hungTask,
  unhealthyTask,
} from './diagnosis-of.ts';

describe('a diagnosis', () => {
  it('without findings is none, with every other cause ruled out for a reason', () => {
    const { cause, confirmed, ruledOut } = diagnosisOf([]);
    expect({ cause, confirmed }).toEqual({ cause: 'none', confirmed: true });
    expect(ruledOut.map((rule) => rule.cause)).toEqual([...new Set(CAUSE_MODELS.map((rule) => rule.cause))]);
    expect(ruledOut.every(({ why }) => why.length > 5)).toBe(true);
  });

  it('rules a cause out once, with the reasons of all its rules', () => {
    expect(diagnosisOf([]).ruledOut.find(({ cause }) => cause === 'bad-release')?.why).toBe(
      'the tasks of the newest revision run and serve, and no release was followed by worse answers',
    );
  });

  it('never rules out the cause that it names', () => {
    const { ruledOut } = diagnosisOf([hard('worse-since-release')]);
    expect(ruledOut.map(({ cause }) => cause)).not.toContain('bad-release');
  });

  it('names the cause that explains more', () => {
    const findings: readonly Finding[] = [
      hard('essentials-unreadable', { subject: 'tasks' }),
      failingRelease(2),
      DATABASE_DOWN,
      BREAKER_STUCK,
      unhealthyTask(1),
      hungTask(2),
      hard('replacement-under-way'),
      hard('no-targets-registered'),
      hard('errors-above-objective'),
    ];
    expect(findings.map((_, index) => causeOf(findings.slice(index)))).toEqual([
      'unknown',
      'bad-release',
      'dependency-down',
      'breaker-stuck-open',
      'instance-unhealthy',
      'instance-grey',
      'no-targets',
      'no-targets',
      'unknown',
    ]);
  });

  it.each([
    { what: 'soft evidence seen once', findings: [hungTask(1, { seen: 1 })], confirmed: false },
    { what: 'soft evidence seen twice', findings: [hungTask(1, { seen: 2 })], confirmed: true },
    { what: 'hard evidence seen once', findings: [unhealthyTask(1, { seen: 1 })], confirmed: true },
  ])('is confirmed by $what: $confirmed', ({ findings, confirmed }) => {
    expect(diagnosisOf(findings).confirmed).toBe(confirmed);
  });

  it.each([
    { what: 'a task that hangs', findings: [hungTask(1)], helps: true },
    { what: 'an unhealthy task', findings: [unhealthyTask(1)], helps: true },
    { what: 'a dependency that is down', findings: [DATABASE_DOWN], helps: false },
    { what: 'a bad release', findings: [failingRelease(0)], helps: false },
  ])('says whether a restart helps against $what: $helps', ({ findings, helps }) => {
    expect(diagnosisOf(findings).restartHelps).toBe(helps);
  });
});

describe('docs/diagnosis.md', () => {
  const page = readFileSync(new URL('../../../../docs/diagnosis.md', import.meta.url), 'utf8');

  it('has the tables of the models, as `npm run docs` writes them', () => {
    expect(page).toBe(replaceSection(page, 'causes', causeTables()));
  });

  it('mentions every cause', () => {
    expect(CAUSES.filter((cause) => !page.includes(`### ${cause}\n`) && !page.includes(`\`${cause}\``))).toEqual([]);
  });
});
