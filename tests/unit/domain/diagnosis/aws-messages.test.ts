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

it.each<{ what: string; findings: readonly Finding[]; cause: Cause }>([
  {
    what: 'a release whose image is missing',
    findings: [failingRelease(2), saying('image-missing')],
    cause: 'image-unavailable',
  },
  {
    what: 'a release without capacity',
    findings: [failingRelease(2), saying('capacity-missing')],
    cause: 'capacity-shortage',
  },
  {
    what: 'a release that runs out of memory',
    findings: [failingRelease(0), saying('out-of-memory')],
    cause: 'bad-release',
  },
  { what: 'a release that crashes', findings: [failingRelease(0), saying('ended-with-error')], cause: 'bad-release' },
  {
    what: 'crashes while a dependency is down',
    findings: [saying('ended-with-error'), DATABASE_DOWN],
    cause: 'dependency-down',
  },
  {
    what: 'an unhealthy task without memory',
    findings: [unhealthyTask(1), saying('out-of-memory')],
    cause: 'out-of-memory',
  },
  {
    what: 'maintenance while a replacement starts',
    findings: [saying('maintenance'), hard('replacement-under-way')],
    cause: 'in-transition',
  },
  {
    what: 'missing capacity while other tasks start',
    findings: [saying('capacity-missing'), hard('replacement-under-way')],
    cause: 'capacity-shortage',
  },
  {
    what: 'an unexplained failure while other tasks start',
    findings: [hard('failure-unexplained'), hard('replacement-under-way')],
    cause: 'in-transition',
  },
])('$what is diagnosed as $cause', ({ findings, cause }) => {
  expect(causeOf(findings)).toBe(cause);
});
