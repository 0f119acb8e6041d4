// Unit layer: findings about CloudWatch alarms in ALARM.
import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { anAlarm } from '#tests/builders/parts.ts';
import { found, idsFound } from './found.ts';

const FIRING = { alarms: [anAlarm(), anAlarm({ name: 'registry-latency' })] };

describe('alarm-firing', () => {
  it('is one finding for each alarm and begins with it', () => {
    const findings = found('alarm-firing', FIRING);
    expect(findings).toMatchObject([{ subject: 'registry-5xx' }, { subject: 'registry-latency' }]);
    expect(findings[0]).toEqual({
      id: 'alarm-firing',
      strength: 'hard',
      subject: 'registry-5xx',
      at: NOW,
      since: minutesAgo(3),
      seen: 1,
      numbers: {},
      message: 'alarm registry-5xx is in ALARM: Threshold Crossed',
    });
  });

  it('calls for details, but names no cause and leaves the service healthy', () => {
    const findings = found('alarm-firing', FIRING);
    expect(needsDetails(given.snapshot(FIRING))).toBe(true);
    expect(diagnose(given.assessed({ ...FIRING, findings })).cause).toBe('none');
    expect(isHealthy(aReport({ findings }))).toBe(true);
  });

  it('is not found while the alarms cannot be read', () => {
    expect(idsFound({ missing: { alarms: 'access-denied' } })).toEqual([]);
  });
});
