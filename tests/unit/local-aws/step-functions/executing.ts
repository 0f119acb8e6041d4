import { createRandom } from '#local-aws/clock/random.ts';
import type { EventContents } from '#local-aws/eventbridge/event-envelope.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';
import { createExecutions } from '#local-aws/step-functions/create-executions.ts';
import { loadStatesEngine } from '#local-aws/step-functions/states-engine.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { anInvoker, START } from '../builders.ts';
import type { Stub } from '../stub-runtime.ts';

export const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:recovery';

interface Options {
  readonly definition: unknown;
  readonly functions: readonly DeployedFunction[];
  readonly stubs?: Readonly<Record<string, Stub>>;
  readonly durationMs?: (name: string) => number;
  readonly authorizeInvoke?: (roleName: string, functionArn: string) => void;
}

/** Executions of one state machine over stub functions, each of which takes 400 ms by default. */
export const executing = ({ definition, durationMs = () => 400, authorizeInvoke = () => {}, ...rest }: Options) => {
  const { clock, runtime, invoker } = anInvoker({ ...rest, durationMs });
  const events: EventContents[] = [];
  const executions = createExecutions({
    machines: [{ name: 'recovery', arn: MACHINE, roleName: 'recovery-role', definition }],
    engine: loadStatesEngine(clock, createRandom(1)),
    clock,
    invoker,
    emit: (contents) => events.push(contents),
    authorizeInvoke,
  });
  /** The entered Task states of each execution, with their seconds: `0.05 Assess`. */
  const history = () =>
    executions.all().map(({ states }) => states.map(({ name, at }) => `${(at - START) / SECOND} ${name}`));
  const start = (input: unknown = {}, name = 'registry-1') =>
    executions.start({ stateMachineArn: MACHINE, name, input: JSON.stringify(input) });
  return { clock, runtime, executions, events, start, history, only: () => executions.all()[0] };
};
