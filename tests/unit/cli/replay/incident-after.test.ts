// Unit layer: the record of an incident after a replayed check.
import { incidentAfter } from '#cli/replay/incident-after.ts';
import { decide } from '#shared/domain/decide.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { evidence } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

const after = (state: ServiceState, before?: Parameters<typeof incidentAfter>[0]['before']) => {
  const given = evidence({ ...state, incident: before });
  return incidentAfter({ assessment: decide(given), before, observation: given.observation });
};

it('an outage that no rule explains leaves an incident of the operators', () => {
  const incident = after({ metrics: { requests: [100, 100], failed: [9, 9] } });
  const handover = { reason: 'silent-outage', detail: expect.stringContaining('9 of 100') };
  expect(incident).toMatchObject({ status: 'escalated', cause: 'unknown', alerts: ['escalated'], handover });
});

it('an escalated incident is resolved by the third healthy check', () => {
  const escalated = anIncident({ status: 'escalated', alerts: ['escalated'] });
  expect(after({ previous: [aReport()] }, escalated)).toEqual(escalated);
  expect(after({ previous: [aReport(), aReport()] }, escalated)).toMatchObject({ status: 'resolved' });
});

it('a healthy service has no incident', () => {
  expect(after({})).toBeUndefined();
});
