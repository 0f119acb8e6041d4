// The evidence of every recorded case, observed through the adapters that run in AWS.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCase } from '#cli/replay/case-file.ts';
import { recordedServices } from '#cli/replay/recorded-services.ts';
import { historyOf } from '#shared/domain/incident/transitions.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';

const FIXTURES = join('tests', 'fixtures');
/** The published cases lie beside the project, where they are present at all. */
export const PUBLISHED = join('..', 'shared', 'cases');
const HELD_OUT = join(FIXTURES, 'public-incidents', 'held-out');

export interface RecordedCase {
  readonly name: string;
  /** True for a case whose content no failure message may show. */
  readonly isHeldOut: boolean;
  readonly evidence: Evidence;
}

const filesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(folder, name))
    : [];

/** Mode `auto` is the only one in which a decision to act can show. */
const evidenceOf = async (file: string): Promise<Evidence> => {
  const recorded = readCase(file);
  const { service, policies, previous, now } = recorded;
  const policy = policyNamed(policies, service);
  const observation = await observeOne(recordedServices(recorded))(policy, now);
  const history = historyOf({ incident: previous.incident ?? undefined, pastActions: [] });
  return { observation, policy: { ...policy, mode: 'auto' }, history, now };
};

const casesIn = async (...folders: readonly string[]): Promise<readonly RecordedCase[]> => {
  const cases: RecordedCase[] = [];
  for (const file of folders.flatMap(filesIn))
    cases.push({ name: file, isHeldOut: file.startsWith(HELD_OUT), evidence: await evidenceOf(file) });
  return cases;
};

/** The cases of the project itself: its own, and those after public incidents. */
export const ownCases = (): Promise<readonly RecordedCase[]> =>
  casesIn(join(FIXTURES, 'cases'), join(FIXTURES, 'public-incidents', 'open'), HELD_OUT);

export const publishedCases = (): Promise<readonly RecordedCase[]> => casesIn(PUBLISHED);
