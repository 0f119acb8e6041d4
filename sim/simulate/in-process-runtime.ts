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
import type { Services } from '#shared/ports/services.ts';
import { splitOutcomes } from '#shared/runtime/outcomes.ts';
import type { DeployedFunction } from '#sim/platform/deployed-stack.ts';
import type { FunctionRuntime, InvocationOutcome } from '#sim/platform/invoker.ts';
import { inProcessServices, type Surroundings } from './in-process-services.ts';

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

/** Runs the functions' own stories in this process; everything goes in and comes out as JSON, as it does through Lambda. */
export const inProcessRuntime = (
  functions: readonly DeployedFunction[],
  surroundings: () => Surroundings,
): FunctionRuntime => {
  const stories = new Map<string, (event: unknown) => Promise<unknown>>();

  const storyOf = (name: string): ((event: unknown) => Promise<unknown>) => {
    const known = stories.get(name);
    if (known !== undefined) return known;
    const deployed = functions.find((candidate) => candidate.name === name);
    const definition = DEFINITIONS.find((candidate) => name.endsWith(`-${candidate.name}`));
    if (deployed === undefined || definition === undefined)
      throw new RangeError(`${name} is not deployed, or has no definition here`);
    const run = definition.run(inProcessServices(surroundings(), deployed));
    const story = async (event: unknown) => splitOutcomes(await run(definition.input.parse(event) as never)).answer;
    stories.set(name, story);
    return story;
  };

  return { invoke: async (name, event) => outcomeOf(() => storyOf(name)(asJson(event))) };
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
