// Unit layer: the smallest set of candidates that explains the symptoms, and the rivals of a cause.
import fc from 'fast-check';
import type { CauseModel, Treatment } from '#shared/domain/diagnosis/cause-model.ts';
import { chiefOf, type Explaining, rivalsOf, smallestExplanation } from '#shared/domain/diagnosis/explain.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import { aFinding } from '#tests/builders/a-report.ts';

const ERRORS = aFinding({ id: 'errors-above-objective', strength: 'hard' });
const SLOW = aFinding({ id: 'latency-above-objective', strength: 'hard' });
const MISSING = aFinding({ id: 'tasks-missing' });
const RED = aFinding({ id: 'target-unhealthy', strength: 'hard' });
const SYMPTOMS = [ERRORS, SLOW, MISSING, RED];

/** A candidate that explains these symptoms and is told from others by its subject. */
const candidate = (subject: string, explains: readonly Finding[], ...treatedBy: readonly Treatment[]): Explaining => {
  const model: CauseModel = {
    cause: 'overload',
    absent: 'nothing indicates it',
    indicates: [],
    explains: [],
    contradicts: [],
    treatedBy,
    response: 'None.',
  };
  return { model, candidate: { cause: 'overload', subject, evidence: [] }, explains: new Set(explains) };
};

const namesOf = (explaining: readonly Explaining[]) => explaining.map((one) => one.candidate.subject);

describe('the smallest explanation', () => {
  it.each<{ what: string; candidates: readonly Explaining[]; chosen: readonly string[] }>([
    { what: 'no candidate', candidates: [], chosen: [] },
    { what: 'a candidate that explains nothing', candidates: [candidate('a', [])], chosen: [] },
    {
      what: 'one that explains all beside two that explain it together',
      candidates: [candidate('a', [ERRORS]), candidate('b', [SLOW]), candidate('c', [ERRORS, SLOW])],
      chosen: ['c'],
    },
    {
      what: 'two that explain the same',
      candidates: [candidate('a', [ERRORS]), candidate('b', [ERRORS])],
      chosen: ['a'],
    },
    {
      what: 'two sets of the same size',
      candidates: [
        candidate('a', [ERRORS]),
        candidate('b', [SLOW, RED]),
        candidate('c', [ERRORS, SLOW]),
        candidate('d', [RED]),
      ],
      chosen: ['a', 'b'],
    },
    {
      what: 'three that are all needed',
      candidates: [candidate('a', [ERRORS]), candidate('b', [SLOW]), candidate('c', [MISSING])],
      chosen: ['a', 'b', 'c'],
    },
  ])('of $what is $chosen', ({ candidates, chosen }) => {
    expect(namesOf(smallestExplanation(candidates))).toEqual(chosen);
  });

  const anyCandidates = fc
    .array(fc.subarray(SYMPTOMS), { maxLength: 7 })
    .map((sets) => sets.map((explains, index) => candidate(String(index), explains)));
  const explainedBy = (explaining: readonly Explaining[]) =>
    new Set(explaining.flatMap(({ explains }) => [...explains]));

  it('explains all that any candidate explains, and needs each of its members', () => {
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        const chosen = smallestExplanation(candidates);
        expect(explainedBy(chosen)).toEqual(explainedBy(candidates));
        for (const one of chosen)
          expect(explainedBy(chosen.filter((other) => other !== one))).not.toEqual(explainedBy(candidates));
      }),
    );
  });

  it('is not changed by a further candidate that explains nothing new and comes last', () => {
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        const chosen = smallestExplanation(candidates);
        const alone = chosen[0];
        const more = alone === undefined ? candidates : [...candidates, { ...alone, explains: new Set<Finding>() }];
        expect(namesOf(smallestExplanation(more))).toEqual(namesOf(chosen));
      }),
    );
  });
});

describe('the named cause', () => {
  it.each<{
    what: string;
    chosen: readonly Explaining[];
    candidates: readonly Explaining[];
    named: string | undefined;
  }>([
    {
      what: 'explains harm to users',
      chosen: [candidate('a', [RED]), candidate('b', [ERRORS])],
      candidates: [],
      named: 'b',
    },
    {
      what: 'comes first without harm',
      chosen: [candidate('a', [RED]), candidate('b', [MISSING])],
      candidates: [],
      named: 'a',
    },
    { what: 'is the first candidate without any symptom', chosen: [], candidates: [candidate('c', [])], named: 'c' },
    { what: 'is none without a candidate', chosen: [], candidates: [], named: undefined },
  ])('$what: $named', ({ chosen, candidates, named }) => {
    expect(chiefOf(chosen, candidates)?.candidate.subject).toBe(named);
  });
});

describe('a rival', () => {
  const chief = candidate('chief', [ERRORS, RED], 'roll-back');
  const helper = candidate('helper', [RED], 'operator');

  it.each<{ what: string; rival: Explaining; isRival: boolean }>([
    { what: 'explains the same', rival: candidate('r', [ERRORS], 'operator'), isRival: true },
    { what: 'explains more', rival: candidate('r', [ERRORS, SLOW], 'stop-task'), isRival: true },
    { what: 'explains less', rival: candidate('r', [RED], 'operator'), isRival: false },
    { what: 'calls for the same treatment', rival: candidate('r', [ERRORS], 'roll-back'), isRival: false },
    { what: 'shares one of its treatments', rival: candidate('r', [ERRORS], 'operator', 'roll-back'), isRival: false },
  ])('$what as the cause alone: $isRival', ({ rival, isRival }) => {
    expect(namesOf(rivalsOf(chief, [chief, helper], [chief, helper, rival]))).toEqual(isRival ? ['r'] : []);
  });

  it('is none when it shares one of several treatments of the cause', () => {
    const one = candidate('one', [ERRORS], 'roll-back', 'operator');
    expect(rivalsOf(one, [one], [one, candidate('r', [ERRORS], 'operator')])).toEqual([]);
  });

  it('is none of a cause without symptoms, which nothing else can explain', () => {
    const alone = candidate('alone', [], 'reset-breaker');
    expect(rivalsOf(alone, [], [alone, candidate('r', [], 'operator')])).toEqual([]);
  });
});
