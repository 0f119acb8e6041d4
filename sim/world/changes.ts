import { createIds } from '#local-aws/clock/ids.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { drawMs } from './draw-duration.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { WorldState } from './state.ts';

/** Appends a call to CloudTrail's record and drops the calls that are past its retention. */
export const recordCall = (
  world: WorldState,
  call: Pick<RecordedCall, 'role' | 'operation' | 'input' | 'result'>,
): void => {
  const { calls, constants } = world;
  const at = world.clock.now();
  const random = world.random.fork(`call/${at}/${calls.length}`);
  const visibleAt = at + drawMs({ random }, constants.callRecordedSeconds);
  calls.push({ ...call, id: createIds(random).uuid(), at, visibleAt });
  const oldest = at - constants.callsRetainedSeconds * SECOND;
  const firstRetained = calls.findIndex((each) => each.at >= oldest);
  if (firstRetained > 0) calls.splice(0, firstRetained);
};
