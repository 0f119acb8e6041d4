// Unit layer: the reset of a stuck breaker, from the proof of the dependency to its end.
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { aResetBreakerPlan } from '#tests/builders/an-incident.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import { type Diagnosis, type Pending, plannedFor, progressAfter, proposalFor } from './in-short.ts';

describe('a stuck breaker', () => {
  const openFor = (seconds: number, given: { failedResets?: number; cooldownSeconds?: number } = {}): Diagnosis => ({
    breaker: { state: 'open', openedAt: secondsAgo(seconds), ...given },
  });
  const planned = ({ finding, ...diagnosis }: Diagnosis) =>
    plannedFor('breaker-stuck-open', {
      finding: { id: 'breaker-open-dependency-back', subject: 'backend', seen: 3, ...finding },
      subject: 'backend',
      ...diagnosis,
    });

  it.each([
    { seen: 2, comesTo: 'wait: dependency-not-proven' },
    { seen: 3, comesTo: 'reset-breaker half-open' },
    { seen: 4, comesTo: 'reset-breaker half-open' },
  ])('whose dependency answered $seen probes: $comesTo', ({ seen, comesTo }) => {
    expect(planned({ ...openFor(600), finding: { seen } })).toBe(comesTo);
  });

  it.each([
    { failedResets: 0, seconds: 23, comesTo: 'wait: breaker-cooling-down' },
    { failedResets: 0, seconds: 37, comesTo: 'reset-breaker half-open' },
    { failedResets: 1, seconds: 47, comesTo: 'wait: breaker-cooling-down' },
    { failedResets: 1, seconds: 73, comesTo: 'reset-breaker half-open' },
    { failedResets: 2, seconds: 901, comesTo: 'escalate: resets-failed' },
    { failedResets: 3, seconds: 901, comesTo: 'escalate: resets-failed' },
  ])('open for $seconds s after $failedResets failed resets: $comesTo', ({ failedResets, seconds, comesTo }) => {
    expect(planned(openFor(seconds, { failedResets }))).toBe(comesTo);
  });

  it.each([
    { cooldownSeconds: 10, seconds: 9, comesTo: 'wait: breaker-cooling-down' },
    { cooldownSeconds: 10, seconds: 10, comesTo: 'reset-breaker half-open' },
    { cooldownSeconds: 10, seconds: 11, comesTo: 'reset-breaker half-open' },
    { cooldownSeconds: 3600, seconds: 3599, comesTo: 'wait: breaker-cooling-down' },
    { cooldownSeconds: 3600, seconds: 3600, comesTo: 'reset-breaker half-open' },
    { cooldownSeconds: 3600, seconds: 3601, comesTo: 'reset-breaker half-open' },
    { cooldownSeconds: 0, seconds: 0, comesTo: 'reset-breaker half-open' },
  ])('open for $seconds s with a cool-down of $cooldownSeconds s of its own: $comesTo', ({ comesTo, ...breaker }) => {
    const { seconds, cooldownSeconds } = breaker;
    expect(planned(openFor(seconds, { failedResets: 1, cooldownSeconds }))).toBe(comesTo);
  });

  it.each<Diagnosis & { what: string; comesTo: string }>([
    { what: 'without the time at which it opened', breaker: 'open', comesTo: 'reset-breaker half-open' },
    { what: 'that cannot be read', missing: { breakers: 'throttled' }, comesTo: 'escalate: insufficient-data' },
    { what: 'without a finding', ...openFor(600), evidence: [], comesTo: 'escalate: insufficient-data' },
    {
      what: 'with a finding about another breaker',
      ...openFor(600),
      finding: { subject: 'other' },
      comesTo: 'escalate: insufficient-data',
    },
    {
      what: 'with another finding',
      ...openFor(600),
      finding: { id: 'breaker-open' },
      comesTo: 'escalate: insufficient-data',
    },
    { what: 'that has closed meanwhile', breaker: 'closed', comesTo: 'escalate: insufficient-data' },
    { what: 'that an operator forced open', breaker: 'forced-open', comesTo: 'escalate: insufficient-data' },
    {
      what: 'beside errors in unknown words, which was never reset',
      ...openFor(600),
      finding: { numbers: { unknownErrors: 9 } },
      comesTo: 'reset-breaker half-open',
    },
    {
      what: 'beside errors in unknown words, after a failed reset',
      ...openFor(600, { failedResets: 1 }),
      finding: { numbers: { unknownErrors: 1 } },
      comesTo: 'wait: dependency-not-proven',
    },
    {
      what: 'beside two refusals in a minute',
      ...openFor(600),
      finding: { numbers: { refusals: 2 } },
      comesTo: 'reset-breaker half-open',
    },
    {
      what: 'beside three refusals in a minute',
      ...openFor(600),
      finding: { numbers: { refusals: 3 } },
      comesTo: 'wait: dependency-not-proven',
    },
    {
      what: 'beside no error, after a failed reset',
      ...openFor(600, { failedResets: 1 }),
      finding: { numbers: { unknownErrors: 0 } },
      comesTo: 'reset-breaker half-open',
    },
  ])('$what: $comesTo', ({ comesTo, ...diagnosis }) => {
    expect(planned(diagnosis)).toBe(comesTo);
  });
});

describe('a half-open breaker without progress', () => {
  const planned = (failedResets: number, seen = 3) =>
    proposalFor('breaker-stuck-open', {
      breaker: { state: 'half-open', openedAt: secondsAgo(5), cooldownSeconds: 600, failedResets },
      finding: { id: 'breaker-half-open-stalled', subject: 'backend', seen },
      subject: 'backend',
    });

  it('begins its ramp anew, without a cool-down', () => {
    expect(planned(1)).toMatchObject({
      kind: 'plan',
      plan: {
        action: 'reset-breaker',
        step: 'half-open',
        target: 'backend',
        expectedVersion: 7,
        message: 'restart the ramp of breaker backend; it then admits 1, 5, 25, 50 and 100 % of the calls by itself',
      },
    });
  });

  it('waits for the third probe', () => {
    expect(planned(0, 2)).toMatchObject({ kind: 'wait', reason: 'dependency-not-proven' });
  });

  it('is escalated after two failed ramps', () => {
    expect(planned(2)).toMatchObject({ kind: 'escalate', reason: 'resets-failed' });
  });
});

describe('after the reset of a breaker at version 7', () => {
  type Row = Pending & { state: BreakerRecord['state']; version?: number; progress: string };

  it.each<Row>([
    { state: 'closed', progress: 'worked' },
    { state: 'half-open', progress: 'wait: breaker-ramping' },
    { state: 'half-open', reservedAgo: 359, progress: 'wait: breaker-ramping' },
    { state: 'half-open', reservedAgo: 360, progress: 'did-not-work' },
    { state: 'half-open', reservedAgo: 361, progress: 'did-not-work' },
    { state: 'half-open', version: 7, reservedAgo: 19, progress: 'wait: step-in-flight' },
    { state: 'half-open', version: 7, reservedAgo: 20, progress: 'did-not-work' },
    { state: 'half-open', version: 7, reservedAgo: 1, outcome: 'failed', progress: 'did-not-work' },
    { state: 'open', version: 7, reservedAgo: 19, progress: 'wait: step-in-flight' },
    { state: 'open', version: 7, reservedAgo: 20, progress: 'did-not-work' },
    { state: 'open', version: 7, reservedAgo: 21, outcome: 'begun', progress: 'did-not-work' },
    { state: 'open', version: 7, reservedAgo: 1, outcome: 'failed', progress: 'did-not-work' },
    { state: 'open', version: 9, reservedAgo: 1, outcome: 'refused', progress: 'did-not-work' },
    { state: 'open', version: 9, reservedAgo: 1, progress: 'did-not-work' },
    { state: 'forced-open', progress: 'did-not-work' },
    { state: 'disabled', progress: 'did-not-work' },
  ])('($outcome) it is $state, version $version, after $reservedAgo s: $progress', ({ progress, ...given }) => {
    const { state, version = 8, ...pending } = given;
    expect(progressAfter(aResetBreakerPlan(), { ...pending, breaker: { state, version } })).toBe(progress);
  });

  it('it does not exist: wait: insufficient-data', () => {
    expect(progressAfter(aResetBreakerPlan(), { breakers: [] })).toBe('wait: insufficient-data');
  });
});
