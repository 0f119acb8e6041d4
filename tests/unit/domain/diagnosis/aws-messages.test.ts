// Unit layer: causes that AWS itself names, in stop reasons, service events and target reason codes.
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import { REVISION } from '#tests/builders/constants.ts';
import { causeOf, DATABASE_DOWN, diagnosisOf, failingRelease, hard, unhealthyTask } from './diagnosis-of.ts';

const saying = (meaning: MeaningId, id: FindingId = 'tasks-failing-for'): Finding =>
  hard(id, { meaning, subject: REVISION });

it.each<{ finding: Finding; cause: Cause; helps?: boolean }>([
  { finding: saying('image-missing'), cause: 'image-unavailable' },
  { finding: saying('image-rate-limited'), cause: 'image-unavailable', helps: true },
  { finding: saying('secret-unusable'), cause: 'initialization-failure' },
  { finding: saying('registry-unreachable'), cause: 'network-path' },
  { finding: saying('check-unanswered', 'targets-fail-alike'), cause: 'network-path' },
  { finding: saying('names-unresolved', 'names-unresolved'), cause: 'network-path' },
  { finding: saying('capacity-missing', 'scheduler-message'), cause: 'capacity-shortage' },
  { finding: saying('load-balancer-error', 'target-refused'), cause: 'load-balancer-fault' },
  { finding: saying('target-unusable', 'target-refused'), cause: 'target-misconfiguration' },
  { finding: saying('check-answered-otherwise', 'targets-fail-alike'), cause: 'target-misconfiguration' },
  { finding: saying('connections-cut', 'gateway-errors'), cause: 'target-misconfiguration' },
  { finding: saying('out-of-memory'), cause: 'out-of-memory' },
  { finding: saying('ended-with-error'), cause: 'crash-loop' },
  { finding: saying('maintenance'), cause: 'platform-maintenance' },
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
  ['a release whose image is missing', 'image-unavailable', failingRelease(2), saying('image-missing')],
  ['a release without capacity', 'capacity-shortage', failingRelease(2), saying('capacity-missing')],
  ['a release that runs out of memory', 'bad-release', failingRelease(0), saying('out-of-memory')],
  ['a release that crashes', 'bad-release', failingRelease(0), saying('ended-with-error')],
  ['crashes while a dependency is down', 'dependency-down', saying('ended-with-error'), DATABASE_DOWN],
  ['an unhealthy task without memory', 'out-of-memory', unhealthyTask(1), saying('out-of-memory')],
  ['maintenance while a replacement starts', 'in-transition', saying('maintenance'), STARTING],
  ['missing capacity while other tasks start', 'capacity-shortage', saying('capacity-missing'), STARTING],
  ['an unexplained failure while other tasks start', 'in-transition', hard('failure-unexplained'), STARTING],
])('%s is diagnosed as %s', (_, cause, ...findings) => {
  expect(causeOf(findings)).toBe(cause);
});
