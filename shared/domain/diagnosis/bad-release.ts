import { isUnreadable } from '../model/part.ts';
import { type DiagnosisRule, findingsOf, is, isNot } from './rule.ts';

/**
 * The newest release runs, but users have got worse answers since. That is its doing only where nothing else came up at the same
 * time: neither a dependency that fails, nor more work than before.
 */
export const badReleaseSince: DiagnosisRule = {
  cause: 'bad-release',
  judge: (assessed) => {
    const worse = findingsOf(assessed, 'worse-since-release');
    const [first] = worse;
    if (first === undefined) return isNot('no release was followed by more errors or higher latency');
    if (findingsOf(assessed, 'dependency-unreachable', 'breaker-open').length > 0)
      return isNot('a failing dependency explains it as well');
    if (isUnreadable(assessed.observation.dependencies))
      return isNot('nobody can say whether a failing dependency explains it as well');
    if (findingsOf(assessed, 'requests-rising').length > 0) return isNot('the higher request rate explains it as well');
    return is(worse, first.subject);
  },
};
