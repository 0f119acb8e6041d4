import { type DiagnosisRule, findingsOf, is, isNot } from './diagnosis-rule.ts';

/** A replacement may be placed in the same zone, and the tasks there are not to blame: for people, never for a restart. */
export const azImpairment: DiagnosisRule = {
  cause: 'az-impairment',
  judge: (evidenced) => {
    const failing = findingsOf(evidenced, 'zone-failing');
    const [first] = failing;
    return first === undefined ? isNot('no zone fails as a whole while the others work') : is(failing, first.subject);
  },
};
