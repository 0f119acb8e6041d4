import type { ZodMiniType } from 'zod/mini';
import { definition as assess } from '#functions/assess/handler.ts';
import { definition as planChecks } from '#functions/plan-checks/handler.ts';
import { definition as probeService } from '#functions/probe-service/handler.ts';
import { definition as publishAlert } from '#functions/publish-alert/handler.ts';
import { definition as receiveSignal } from '#functions/receive-signal/handler.ts';
import { definition as remediate } from '#functions/remediate/handler.ts';
import { definition as resetBreaker } from '#functions/reset-breaker/handler.ts';
import { definition as rollBack } from '#functions/roll-back/handler.ts';
import { definition as scoreHealth } from '#functions/score-health/handler.ts';
import { definition as stopTask } from '#functions/stop-task/handler.ts';
import type { FunctionRuntime, InvocationOutcome } from '#local-aws/lambda/invoker.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';
import type { Services } from '#shared/ports/services.ts';
import { splitOutcomes } from '#shared/runtime/outcomes.ts';
import { inProcessServices, type RunContext } from './in-process-services.ts';

interface AnyDefinition {
  readonly name: string;
  readonly input: ZodMiniType;
  readonly run: (services: Services) => (input: never) => Promise<unknown>;
}

const DEFINITIONS: readonly AnyDefinition[] = [
  assess,
  planChecks,
  probeService,
  publishAlert,
  receiveSignal,
  remediate,
  resetBreaker,
  rollBack,
  scoreHealth,
  stopTask,
];

type Run = (event: unknown) => Promise<unknown>;

/** Runs the functions in this process. Events and answers pass through JSON, as they do in Lambda. */
export const inProcessRuntime = (
  functions: readonly DeployedFunction[],
  context: () => RunContext,
): FunctionRuntime => {
  const runs = new Map<string, Run>();

  const runOf = (name: string): Run => {
    const known = runs.get(name);
    if (known !== undefined) return known;
    const run = createRun(name, functions, context());
    runs.set(name, run);
    return run;
  };

  return { invoke: async (name, event) => outcomeOf(() => runOf(name)(asJson(event))) };
};

const createRun = (name: string, functions: readonly DeployedFunction[], context: RunContext): Run => {
  const deployed = functions.find((candidate) => candidate.name === name);
  const definition = DEFINITIONS.find((candidate) => name.endsWith(`-${candidate.name}`));
  if (deployed === undefined) throw new RangeError(`function ${name} is not deployed`);
  if (definition === undefined)
    throw new RangeError(`function ${name} has no definition; add it to sim/virtual/in-process-runtime.ts`);
  const run = definition.run(inProcessServices(context, deployed));
  return async (event) => splitOutcomes(await run(definition.input.parse(event) as never)).answer;
};

const outcomeOf = async (run: () => Promise<unknown>): Promise<InvocationOutcome> => {
  try {
    return { payload: asJson(await run()) };
  } catch (error) {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { errorType: name, errorMessage: message, trace: stack.split('\n') };
  }
};

const asJson = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
