import { isUnreadable } from '../model/part.ts';
import { type DiagnosisRule, findingsOf, is, isNot } from './rule.ts';

/**
 * The newest release runs, but users have had worse answers since. It is the cause only when no dependency fails and the request
 * rate has not risen.
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
      return isNot('the dependencies could not be read, and a failing one may explain it as well');
    if (findingsOf(assessed, 'requests-rising').length > 0) return isNot('the higher request rate explains it as well');
    return is(worse, first.subject);
  },
};
