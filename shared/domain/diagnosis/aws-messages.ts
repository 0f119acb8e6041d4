import type { Cause } from '../model/cause.ts';
import { meaningOf } from '../model/message-meaning.ts';
import { type DiagnosisRule, is, isNot } from './rule.ts';

/**
 * The cause applies when a message of AWS about tasks, targets or the scheduler has its meaning. The service's own log lines are a
 * separate rule after the release rules.
 */
export const causeInAwsMessages = (cause: Cause, whyNot: string): DiagnosisRule => ({
  cause,
  judge: ({ findings }) => {
    const matching = findings.filter(
      ({ id, meaning }) => id !== 'log-pattern' && meaning !== undefined && meaningOf(meaning).cause === cause,
    );
    const [first] = matching;
    return first === undefined ? isNot(whyNot) : is(matching, first.subject);
  },
});
