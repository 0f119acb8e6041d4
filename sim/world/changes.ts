import { createIds } from '#local-aws/clock/ids.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { WorldState } from './state.ts';

/** Puts a call at the end of the record; what has become too old falls off the beginning. */
export const recordCall = (
  world: WorldState,
  call: Pick<RecordedCall, 'role' | 'operation' | 'input' | 'result'>,
): void => {
  const { calls, constants } = world;
  const at = world.clock.now();
  const random = world.random.fork(`call/${at}/${calls.length}`);
  const delaySeconds = random.between(constants.callRecordedSeconds.low, constants.callRecordedSeconds.high);
  calls.push({ ...call, id: createIds(random).uuid(), at, visibleAt: at + Math.round(delaySeconds * SECOND) });
  const oldest = at - constants.callsKeptSeconds * SECOND;
  const fresh = calls.findIndex((each) => each.at >= oldest);
  if (fresh > 0) calls.splice(0, fresh);
};
