import type { Expectation } from './outcome.ts';
import type { Course } from './watch-fault.ts';

/** How each fault must end. */
export interface Script extends Expectation {
  readonly course: Course;
  /** The causes of the incidents that what the fault leaves behind still leads to. */
  readonly aftermath: readonly string[];
}

const NOTHING: Script = {
  course: 'needs-nothing',
  causes: [],
  actions: [],
  alerts: [],
  cured: false,
  aftermath: [],
};

const recovers = (cause: string, action: string): Script => ({
  course: 'recovers',
  causes: [cause],
  actions: [action],
  alerts: ['resolved'],
  cured: true,
  aftermath: [],
});

/** People are told, nothing is touched, and it goes as it came, or ECS makes good for it. */
const passes = (cause: string): Script => ({
  course: 'recovers',
  causes: [cause],
  actions: [],
  alerts: ['escalated', 'resolved'],
  cured: true,
  aftermath: [],
});

const SCRIPTS: Readonly<Record<string, Script>> = {
  'hung-task': recovers('instance-grey', 'stop-task'),
  'bad-release': recovers('bad-release', 'roll-back'),
  'stuck-breaker': recovers('breaker-stuck-open', 'reset-breaker'),
  'database-down': {
    course: 'needs-people',
    causes: ['dependency-down'],
    actions: [],
    alerts: ['escalated'],
    cured: false,
    // Once people have brought the database back, its breaker is still open.
    aftermath: ['breaker-stuck-open'],
  },
  'traffic-surge': passes('overload'),
  'zone-failure': passes('az-impairment'),
  'memory-leak': {
    course: 'needs-people',
    causes: ['memory-leak'],
    actions: [],
    alerts: ['escalated'],
    cured: false,
    foretold: true,
    aftermath: [],
  },
  'noisy-neighbour': NOTHING,
  'healthy-rollout': NOTHING,
  'slow-start': NOTHING,
  'task-crash': NOTHING,
  'unhealthy-task': NOTHING,
};

/** The script of a fault; a variant's name begins with its fault's. Throws a RangeError for one that has none. */
export const scriptOf = (fault: string): Script => {
  const name = Object.keys(SCRIPTS).find((known) => fault === known || fault.startsWith(`${known}-`));
  const script = name === undefined ? undefined : SCRIPTS[name];
  if (script === undefined)
    throw new RangeError(`fault ${fault} has no script; write one in sim/scenario/expectations.ts`);
  return script;
};
