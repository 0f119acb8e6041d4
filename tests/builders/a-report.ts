import type { Assessment } from '#shared/domain/model/decision.ts';
import { type Diagnosis, NOTHING_CONSIDERED } from '#shared/domain/model/diagnosis.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import type { HealthReport, Score } from '#shared/domain/model/health-report.ts';
import { NOW } from './constants.ts';

/** The score of a healthy service. */
export const aScore = (given: Partial<Score> = {}): Score => ({
  score: 98,
  confidence: 0.95,
  state: 'healthy',
  parts: [],
  why: 'nothing takes points away',
  scoringVersion: 'test',
  served503: false,
  ...given,
});

/** The report of a healthy service. */
export const aReport = (given: Partial<HealthReport> = {}): HealthReport => ({
  service: 'registry',
  at: NOW,
  ...aScore(),
  findings: [],
  cause: 'none',
  probesReach: true,
  ...given,
});

export const aFinding = (given: Partial<Finding> = {}): Finding => ({
  id: 'task-not-working',
  strength: 'soft',
  subject: 'task-1',
  at: NOW,
  numbers: {},
  message: 'task task-1 is green, but does not answer its work probe',
  since: NOW,
  seen: 1,
  ...given,
});

/** Nothing is wrong, and nothing else was considered. */
export const aDiagnosis = (given: Partial<Diagnosis> = {}): Diagnosis => ({
  cause: 'none',
  confirmed: true,
  restartHelps: false,
  evidence: [],
  ...NOTHING_CONSIDERED,
  ...given,
});

/** A look at a service that is well and has no incident. */
export const anAssessment = (given: Partial<Assessment> = {}): Assessment => ({
  report: aReport(),
  diagnosis: aDiagnosis(),
  gates: [],
  decision: { kind: 'none', reason: 'healthy' },
  ...given,
});
