import { firstLine } from '#shared/domain/model/error-text.ts';
import { isUnreadable, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { Account, ClientSettings } from '../account.ts';
import { CommandFailed } from '../command-failed.ts';
import type { Call } from './calls.ts';
import { endpointTime } from './endpoint-time.ts';
import { maskAccounts } from './mask-accounts.ts';
import { type Masked, maskSecrets } from './mask-secrets.ts';
import { type DetailedObservation, observeWithDetails } from './observe-with-details.ts';
import { recordingServices } from './recording-services.ts';
import { type LeftOut, removeOtherServices } from './remove-other-services.ts';
import { toCase, type WrittenCase } from './to-case.ts';
import type { WatchedService } from './watched-service.ts';

export interface RecordRequest {
  readonly watched: WatchedService;
  readonly account: Account;
  readonly settings: ClientSettings;
  readonly maskAccount: boolean;
}

/** The text of a case file, with a summary of it. */
export interface Recorded {
  readonly name: string;
  readonly text: string;
  readonly counts: Readonly<Record<'answers' | 'series' | 'probes' | 'breakers' | 'events', number>>;
  readonly masked: Masked;
  /** Counts the removed parts of answers, which are about other services. */
  readonly leftOut: LeftOut;
  /** Each failed read with its error: `ecs ListTasks: AccessDeniedException`. */
  readonly notRead: readonly string[];
}

/** Records one service as a case, with its secrets masked. Throws {@link CommandFailed} if every AWS call fails. */
export const recordService = async ({ watched, account, settings, maskAccount }: RecordRequest): Promise<Recorded> => {
  const { policy, config } = watched;
  const calls: Call[] = [];
  const now = await endpointTime(account.endpointUrl);
  const services = recordingServices({ account, settings, policy, now, note: (call) => void calls.push(call) });
  const observed = await observeWithDetails(services, policy, now);
  const { observation } = observed;
  failIfNothingRead(policy.name, calls);
  const own = removeOtherServices(calls, policy, observation);
  const written = toCase({ policy, config, observation, incident: valueIn(observed.incident), calls: own.calls });
  const { value, masked } = maskSecrets(written);
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const ownAccount = valueIn(observation.ecs)?.arn.split(':')[4];
  const withoutAccounts = maskAccount ? maskAccounts(text, ownAccount) : { text, accounts: 0 };
  return {
    name: written.case,
    text: withoutAccounts.text,
    counts: countsOf(written),
    masked: { ...masked, ...(withoutAccounts.accounts > 0 && { 'account number': withoutAccounts.accounts }) },
    leftOut: own.leftOut,
    notRead: failedReads(written, observed),
  };
};

const failedReads = ({ answers }: WrittenCase, { observation, incident }: DetailedObservation): readonly string[] => [
  ...answers.flatMap(({ service, operation, ...result }) =>
    'error' in result ? [`${service} ${operation}: ${result.error.name}`] : [],
  ),
  ...unreadable('task probes', observation.taskProbes),
  ...unreadable('dependency probes', observation.dependencies),
  ...unreadable('breakers', observation.breakers),
  ...unreadable('switches', observation.switches),
  ...unreadable('baseline', observation.baseline),
  ...unreadable('incident', incident),
];

/** Reads through the prober or the table are not among the recorded calls, so the reason comes from their parts. */
const unreadable = (name: string, part: Part<unknown>): readonly string[] =>
  part.state === 'missing' && isUnreadable(part) ? [`${name}: ${part.detail}`] : [];

const countsOf = ({ answers, metrics = [], probes, breakers, events }: WrittenCase): Recorded['counts'] => ({
  answers: answers.length,
  series: metrics.length,
  probes: probes.length,
  breakers: breakers.length,
  events: events.length,
});

const failIfNothingRead = (service: string, calls: readonly Call[]): void => {
  const [first, ...others] = calls.flatMap(({ result }) => ('error' in result ? [result.error] : []));
  if (first === undefined || others.length + 1 < calls.length) return;
  throw new CommandFailed(
    `AWS returned nothing about ${service} (${first.name}: ${firstLine(first.message)}); check AWS_PROFILE, --region and --endpoint-url.`,
  );
};
