import type { Observation } from '#shared/domain/model/observation.ts';
import { isUnreadable, valueIn } from '#shared/domain/model/part.ts';
import type { Account, ClientSettings } from '../account.ts';
import { CommandFailed } from '../command-failed.ts';
import type { Call } from './calls.ts';
import { caseOf, type WrittenCase } from './case-of.ts';
import { lookAtAll } from './look-at-all.ts';
import { maskAccounts } from './mask-accounts.ts';
import { type Masked, maskSecrets } from './mask-secrets.ts';
import { recordingServices } from './recording-services.ts';
import { timeThere } from './time-there.ts';
import type { WatchedService } from './watched-service.ts';
import { type LeftOut, withoutOthers } from './without-others.ts';

export interface RecordRequest {
  readonly watched: WatchedService;
  readonly account: Account;
  readonly settings: ClientSettings;
  readonly maskAccount: boolean;
}

/** A case as it goes into its file, with what there is to say about it. */
export interface Recorded {
  readonly name: string;
  readonly text: string;
  readonly counts: Readonly<Record<'answers' | 'series' | 'probes' | 'breakers' | 'events', number>>;
  readonly masked: Masked;
  /** What AWS answered that is about others than this service. */
  readonly leftOut: LeftOut;
  /** `ecs ListTasks: AccessDeniedException`, and why parts of the medic's own are not there. */
  readonly notRead: readonly string[];
}

/** Looks at one service and puts all that was seen into a case, without its secrets. Throws {@link CommandFailed} when AWS answers nothing at all. */
export const recordService = async ({ watched, account, settings, maskAccount }: RecordRequest): Promise<Recorded> => {
  const { policy, config } = watched;
  const calls: Call[] = [];
  const now = await timeThere(account.endpointUrl);
  const services = recordingServices({ account, settings, policy, now, note: (call) => void calls.push(call) });
  const { observation, incident } = await lookAtAll(services, policy, now);
  refuseNothing(policy.name, calls);
  const own = withoutOthers(calls, policy, observation);
  const written = caseOf({ policy, config, observation, incident, calls: own.calls });
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
    notRead: unreadIn(written, observation),
  };
};

/** Parts that come from no call which is in the case. */
const OWN_PARTS = {
  taskProbes: 'probes of tasks',
  dependencies: 'probes of dependencies',
  breakers: 'breakers',
  switches: 'switches',
} as const;

const unreadIn = ({ answers }: WrittenCase, observation: Observation): readonly string[] => [
  ...answers.flatMap(({ service, operation, ...result }) =>
    'error' in result ? [`${service} ${operation}: ${result.error.name}`] : [],
  ),
  ...Object.entries(OWN_PARTS).flatMap(([name, words]) => {
    const part = observation[name as keyof typeof OWN_PARTS];
    return part.state === 'missing' && isUnreadable(part) ? [`${words}: ${part.detail}`] : [];
  }),
];

const countsOf = ({ answers, metrics = [], probes, breakers, events }: WrittenCase): Recorded['counts'] => ({
  answers: answers.length,
  series: metrics.length,
  probes: probes.length,
  breakers: breakers.length,
  events: events.length,
});

const refuseNothing = (service: string, calls: readonly Call[]): void => {
  const [first, ...others] = calls.flatMap(({ result }) => ('error' in result ? [result.error] : []));
  if (first === undefined || others.length + 1 < calls.length) return;
  throw new CommandFailed(
    `AWS answers nothing about ${service} (${first.name}: ${first.message.split('\n')[0]}); sign in or set AWS_PROFILE, and check --region and --endpoint-url.`,
  );
};
