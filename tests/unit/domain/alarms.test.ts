// Unit layer: what alarms in ALARM add to the findings of a service.

import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { findAll } from '#shared/domain/findings/find.ts';
import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { assessed } from '#tests/builders/an-evidence.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';

const anAlarm = (name: string) => ({ name, since: NOW - 3 * MINUTE, reason: 'Threshold Crossed', dimensions: [] });
const firing = anObservation({ alarms: observed(NOW, [anAlarm('registry-5xx'), anAlarm('registry-latency')]) });
const findings = findAll({ observation: firing, policy: aPolicy(), now: NOW });

describe('alarm-firing', () => {
  it('is one for each alarm, since it fires', () => {
    expect(findings.map(({ subject }) => subject)).toEqual(['registry-5xx', 'registry-latency']);
    expect(findings[0]).toEqual({
      id: 'alarm-firing',
      strength: 'hard',
      subject: 'registry-5xx',
      at: NOW,
      since: NOW - 3 * MINUTE,
      seen: 1,
      numbers: {},
      message: 'alarm registry-5xx is in ALARM: Threshold Crossed',
    });
  });

  it('is a reason to look closer, but no cause, and keeps no service from being well', () => {
    expect(needsDetails({ observation: firing, policy: aPolicy(), now: NOW })).toBe(true);
    expect(diagnose(assessed({ observation: firing, findings, policy: aPolicy(), now: NOW })).cause).toBe('none');
    expect(isHealthy(aReport({ findings }))).toBe(true);
  });

  it('is not found where the alarms cannot be read', () => {
    expect(
      findAll({ observation: anObservation({ alarms: missing('access-denied', '') }), policy: aPolicy(), now: NOW }),
    ).toEqual([]);
  });
});
