// Unit layer: causes that AWS itself names, in stop reasons, service events and target reason codes.
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import { REVISION } from '#tests/builders/constants.ts';
import { byAws, causeOf, DATABASE_DOWN, diagnosisOf, failingRelease, hard, unhealthyTask } from './diagnosis-of.ts';

it.each<{ finding: Finding; cause: Cause; helps?: boolean }>([
  { finding: byAws('image-missing'), cause: 'image-unavailable' },
  { finding: byAws('image-rate-limited'), cause: 'image-unavailable', helps: true },
  { finding: byAws('secret-unusable'), cause: 'initialization-failure' },
  { finding: byAws('registry-unreachable'), cause: 'network-path' },
  { finding: byAws('check-unanswered', 'targets-fail-alike'), cause: 'network-path' },
  { finding: byAws('names-unresolved', 'names-unresolved'), cause: 'network-path' },
  { finding: byAws('capacity-missing', 'scheduler-message'), cause: 'capacity-shortage' },
  { finding: byAws('load-balancer-error', 'target-refused'), cause: 'load-balancer-fault' },
  { finding: byAws('target-unusable', 'target-refused'), cause: 'target-misconfiguration' },
  { finding: byAws('check-answered-otherwise', 'targets-fail-alike'), cause: 'target-misconfiguration' },
  { finding: byAws('connections-cut', 'gateway-errors'), cause: 'target-misconfiguration' },
  { finding: byAws('out-of-memory'), cause: 'out-of-memory' },
  { finding: byAws('ended-with-error'), cause: 'crash-loop' },
  { finding: byAws('maintenance'), cause: 'platform-maintenance' },
])('a message that means $finding.meaning is diagnosed as $cause', ({ finding, cause, helps = false }) => {
  expect(diagnosisOf([finding])).toMatchObject({
    cause,
    subject: REVISION,
    confirmed: true,
    restartHelps: helps,
    evidence: [finding],
  });
});

it('a message that is not in the catalogue leaves the cause unknown', () => {
  expect(diagnosisOf([hard('failure-unexplained')])).toMatchObject({ cause: 'unknown', confirmed: true });
});

const STARTING = hard('replacement-under-way');
it.each<[what: string, cause: Cause, ...findings: readonly Finding[]]>([
  ['a release whose image is missing', 'image-unavailable', failingRelease(2), byAws('image-missing')],
  ['a release without capacity', 'capacity-shortage', failingRelease(2), byAws('capacity-missing')],
  ['a release that runs out of memory', 'bad-release', failingRelease(0), byAws('out-of-memory')],
  ['a release that crashes', 'bad-release', failingRelease(0), byAws('ended-with-error')],
  ['crashes while a dependency is down', 'dependency-down', byAws('ended-with-error'), DATABASE_DOWN],
  ['an unhealthy task without memory', 'out-of-memory', unhealthyTask(1), byAws('out-of-memory')],
  ['maintenance while a replacement starts', 'in-transition', byAws('maintenance'), STARTING],
  ['missing capacity while other tasks start', 'capacity-shortage', byAws('capacity-missing'), STARTING],
  ['an unexplained failure while other tasks start', 'in-transition', hard('failure-unexplained'), STARTING],
])('%s is diagnosed as %s', (_, cause, ...findings) => {
  expect(causeOf(findings)).toBe(cause);
});
