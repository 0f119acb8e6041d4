import type { CauseModel } from '../cause-model.ts';
import { azImpairment } from './az-impairment.ts';
import { badRelease } from './bad-release.ts';
import { breakerStuckOpen } from './breaker-stuck-open.ts';
import { capacityShortage } from './capacity-shortage.ts';
import { crashLoop } from './crash-loop.ts';
import { dependencyDown } from './dependency-down.ts';
import { imageUnavailable } from './image-unavailable.ts';
import { inTransition } from './in-transition.ts';
import { initializationFailure } from './initialization-failure.ts';
import { instanceGrey } from './instance-grey.ts';
import { instanceUnhealthy } from './instance-unhealthy.ts';
import { intended } from './intended.ts';
import { loadBalancerFault } from './load-balancer-fault.ts';
import { memoryLeak } from './memory-leak.ts';
import { networkPath } from './network-path.ts';
import { noTargets } from './no-targets.ts';
import { outOfMemory } from './out-of-memory.ts';
import { overload } from './overload.ts';
import { platformMaintenance } from './platform-maintenance.ts';
import { targetMisconfiguration } from './target-misconfiguration.ts';

/**
 * The causes in order of precedence, which decides only between causes that explain the same. A task is never blamed for its release, nor
 * a release for the platform or a shared database.
 */
export const CAUSE_MODELS: readonly CauseModel[] = [
  intended,
  imageUnavailable,
  initializationFailure,
  networkPath,
  capacityShortage,
  loadBalancerFault,
  targetMisconfiguration,
  badRelease,
  dependencyDown,
  breakerStuckOpen,
  azImpairment,
  outOfMemory,
  memoryLeak,
  overload,
  crashLoop,
  instanceUnhealthy,
  instanceGrey,
  inTransition,
  platformMaintenance,
  noTargets,
];
