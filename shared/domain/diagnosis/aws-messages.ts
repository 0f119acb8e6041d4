import type { Cause } from '../model/cause.ts';
import { meaningOf } from '../model/message-meaning.ts';
import { type DiagnosisRule, is, isNot } from './rule.ts';

/** It is this cause when AWS's own words, on tasks, targets or the scheduler, mean it; the service's own words come after its release. */
export const causeInTexts = (cause: Cause, whyNot: string): DiagnosisRule => ({
  cause,
  judge: ({ findings }) => {
    const telling = findings.filter(
      ({ id, meaning }) => id !== 'log-pattern' && meaning !== undefined && meaningOf(meaning).cause === cause,
    );
    const [first] = telling;
    return first === undefined ? isNot(whyNot) : is(telling, first.subject);
  },
});
