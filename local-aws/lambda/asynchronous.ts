import { type Instant, MINUTE, SECOND, toIso } from '#shared/domain/model/time.ts';
import type { WorldClock } from '../clock/clock.ts';
import { LATENCIES } from '../clock/latencies.ts';
import { pause } from '../clock/pause.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';
import { failed, type InvocationError, type Invoker } from './invoker.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_DELAYS_MS = [MINUTE, 2 * MINUTE];
const THROTTLE_BACKOFF_MS = { first: SECOND, longest: 5 * MINUTE };

export interface AcceptedEvent {
  readonly deployed: DeployedFunction;
  readonly event: unknown;
  readonly requestId: string;
  readonly acceptedAt: Instant;
}

interface Processing {
  readonly clock: WorldClock;
  readonly invoke: Invoker['invoke'];
  readonly sendToDestination: (arn: string, body: string) => void;
  readonly onDropped: () => void;
}

/** The attempts so far, with the error of the last one. */
interface Attempts {
  readonly invocations: number;
  readonly lastError?: InvocationError;
}

type Condition = 'RetriesExhausted' | 'EventAgeExceeded';

/** Invokes the function for one accepted event until it succeeds, its retries are exhausted or the event is too old. */
export const processEvent = async (processing: Processing, accepted: AcceptedEvent): Promise<void> => {
  const { clock, invoke } = processing;
  const { deployed, event } = accepted;
  let attempts: Attempts = { invocations: 0 };
  let throttleDelayMs: number = THROTTLE_BACKOFF_MS.first;
  let delayMs: number = LATENCIES.asynchronousInvocationMs;
  for (;;) {
    await pause(clock, delayMs);
    if (clock.now() - accepted.acceptedAt > deployed.maximumEventAgeSeconds * SECOND)
      return drop(processing, accepted, { ...attempts, condition: 'EventAgeExceeded' });
    const outcome = await invoke(deployed.name, event);
    if (outcome === 'throttled') {
      delayMs = throttleDelayMs;
      throttleDelayMs = Math.min(2 * throttleDelayMs, THROTTLE_BACKOFF_MS.longest);
      continue;
    }
    if (!failed(outcome)) return;
    attempts = { invocations: attempts.invocations + 1, lastError: outcome };
    if (attempts.invocations > deployed.maximumRetryAttempts)
      return drop(processing, accepted, { ...attempts, condition: 'RetriesExhausted' });
    delayMs = RETRY_DELAYS_MS[attempts.invocations - 1] ?? 2 * MINUTE;
  }
};

interface Dropped extends Attempts {
  readonly condition: Condition;
}

const drop = ({ clock, sendToDestination, onDropped }: Processing, accepted: AcceptedEvent, dropped: Dropped): void => {
  onDropped();
  const { onFailureArn } = accepted.deployed;
  if (onFailureArn) sendToDestination(onFailureArn, JSON.stringify(failureRecord(accepted, dropped, clock.now())));
};

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failureRecord = (
  { deployed, event, requestId }: AcceptedEvent,
  { condition, invocations, lastError }: Dropped,
  now: Instant,
) => ({
  version: '1.0',
  requestContext: {
    requestId,
    functionArn: `${deployed.arn}:$LATEST`,
    condition,
    approximateInvokeCount: invocations,
  },
  requestPayload: event,
  ...(lastError && {
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: lastError,
  }),
  timestamp: toIso(now),
});
