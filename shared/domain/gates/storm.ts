import { type Gate, hold, pass } from './gate.ts';

/** More unhealthy services than this are a storm in any fleet ... */
const MANY_SERVICES = 3;
/** ... and at least this many when they are more than a fifth: two of five are no storm, three of ten are. */
const SOME_SERVICES = 3;
const SHARE = 0.2;

/** Holds while several services are unhealthy together, which suggests a shared cause or a fault of the medic itself. */
export const noStorm: Gate = ({ observation }) => {
  if (observation.fleet.state !== 'observed') return hold('storm', 'storm', 30);
  const { services, unhealthy } = observation.fleet.value;
  const isStorm = unhealthy > MANY_SERVICES || (unhealthy >= SOME_SERVICES && unhealthy > SHARE * services);
  return isStorm ? hold('storm', 'storm', 30, { services, unhealthy }) : pass('storm', { services, unhealthy });
};
