import { valueIn } from '../part.ts';
import { type Gate, pass, refuse } from './gate.ts';

/** The service is not meant to be as it is: nobody scaled it to nothing or is taking it down. */
export const notIntended: Gate = ({ observation }) => {
  const ecs = valueIn(observation.ecs);
  const isWanted = ecs !== undefined && ecs.desiredCount > 0 && ecs.status === 'ACTIVE';
  return isWanted ? pass('intent', { desired: ecs.desiredCount }) : refuse('intent', 'intended-state');
};
