// Unit layer: an overload that is already being relieved is given time.
import { planFor } from '#shared/domain/planning/plan.ts';
import { aDiagnosis, aFinding } from '#tests/builders/a-report.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { inShort } from './in-short.ts';

describe('an overload', () => {
  it.each([
    { relief: 'scale-out-under-way' as const, seconds: 599, plan: 'wait: relief-under-way' },
    { relief: 'scale-out-under-way' as const, seconds: 600, plan: 'escalate: manual-action-required' },
    { relief: 'scale-out-under-way' as const, seconds: 601, plan: 'escalate: manual-action-required' },
    { relief: 'improving' as const, seconds: 60, plan: 'wait: relief-under-way' },
    { relief: 'requests-rising' as const, seconds: 60, plan: 'escalate: manual-action-required' },
  ])('of $seconds s with $relief leads to $plan', ({ relief, seconds, plan }) => {
    const evidence = [aFinding({ id: 'cpu-saturated', at: NOW, since: secondsAgo(seconds) })];
    const diagnosis = aDiagnosis({ cause: 'overload', evidence });
    const findings = [...evidence, aFinding({ id: relief })];
    expect(inShort(planFor(given.diagnosed({ diagnosis, findings })))).toBe(plan);
  });
});
