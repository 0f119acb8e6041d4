import { secondsUntil } from '../model/time.ts';
import { type Gate, hold, pass } from './gate.ts';

/** Holds while a kill switch, a pause or a maintenance window is active. A switch that cannot be read may be active. */
export const notPaused: Gate = ({ observation, now }) => {
  if (observation.switches.state !== 'observed') return hold('switches', 'switches-unreadable', 15);
  const on = observation.switches.value.filter(({ from, until }) => from <= now && now < until);
  if (on.length === 0) return pass('switches', { on: 0 });
  const until = Math.max(...on.map((pause) => pause.until));
  return hold('switches', 'paused', secondsUntil(until, now), { on: on.length });
};
