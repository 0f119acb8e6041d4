// Workflow layer: the state machine's definition, held against the rules that keep a recovery from hanging or acting twice.
import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { functionPlaceholders } from '#deploy/workflow.ts';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly TimeoutSeconds?: number;
  readonly SecondsPath?: string;
  readonly Choices?: readonly { readonly StringEquals: string; readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly QueryLanguage: string;
  readonly States: Readonly<Record<string, State>>;
}

const TEXT = readFileSync('workflows/recovery.asl.json', 'utf8');
const DEFINITION = JSON.parse(TEXT) as Definition;
const STATES = Object.entries(DEFINITION.States);
const TASKS = STATES.filter(([, { Type }]) => Type === 'Task').map(([name, state]) => ({ name, state }));
const ACTIONS = ['StopTask', 'RollBack', 'ResetBreaker'];

/** Lambda says so only when the function provably did not start: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const DID_NOT_START = 'Lambda.TooManyRequestsException';
const KNOWN_ERRORS = ['States.ALL', DID_NOT_START];

const nextOf = ({ Next, Default, Choices = [], Catch = [] }: State): readonly string[] =>
  [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((catcher) => catcher.Next)].filter(
    (name) => name !== undefined,
  );

/** Every state that can be entered, coming from these. */
function reachableFrom(names: readonly string[], seen: ReadonlySet<string> = new Set(names)): ReadonlySet<string> {
  const further = names
    .flatMap((name) => nextOf(DEFINITION.States[name] ?? { Type: 'Missing' }))
    .filter((name) => !seen.has(name));
  return further.length === 0 ? seen : reachableFrom(further, new Set([...seen, ...further]));
}

describe('the recovery workflow', () => {
  it('is a valid definition', () => {
    expect(validate(DEFINITION)).toMatchObject({ isValid: true, errors: [] });
  });

  it('is refused by the same validator once a state leads nowhere, so that the check above can fail', () => {
    const broken = { ...DEFINITION, StartAt: 'Nowhere' };
    expect(validate(broken).isValid).toBe(false);
  });

  it('can reach every state', () => {
    expect([...reachableFrom([DEFINITION.StartAt])].sort()).toEqual(STATES.map(([name]) => name).sort());
  });

  it.each(STATES)('can end, coming from %s', (name) => {
    const ends = [...reachableFrom([name])].filter((reached) =>
      ['Succeed', 'Fail'].includes(DEFINITION.States[reached]?.Type ?? ''),
    );
    expect(ends).not.toEqual([]);
  });

  it('as a whole ends after two hours at the latest', () => {
    expect(DEFINITION.TimeoutSeconds).toBe(2 * 60 * 60);
  });

  it('only uses what both AWS and the local engine understand: JSONPath, no task tokens, variables or context object', () => {
    expect(DEFINITION.QueryLanguage).toBe('JSONPath');
    expect(TEXT).not.toMatch(/\$\$|waitForTaskToken|"Assign"|\{%/);
  });

  it.each(TASKS)('gives $name a time limit above the 30 s of its function', ({ state }) => {
    expect(state.TimeoutSeconds).toBeGreaterThan(30);
    expect(state.TimeoutSeconds).toBeLessThanOrEqual(60);
  });

  it.each(TASKS)('says what happens when $name fails, whatever the error', ({ state }) => {
    expect(state.Retry).not.toEqual(undefined);
    expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it.each(TASKS)('tries $name again at most five times, and only after errors that exist', ({ state }) => {
    expect(state.Retry?.every(({ MaxAttempts }) => MaxAttempts <= 5)).toBe(true);
    expect(
      [...(state.Retry ?? []), ...(state.Catch ?? [])]
        .flatMap(({ ErrorEquals }) => ErrorEquals)
        .filter((error) => !KNOWN_ERRORS.includes(error)),
    ).toEqual([]);
  });

  it.each(ACTIONS)('never repeats %s blindly, and lets assess find out what came of it', (name) => {
    const state = DEFINITION.States[name];
    expect(state?.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual([DID_NOT_START]);
    expect(nextOf(state ?? { Type: 'Missing' })).toEqual(['Settle', 'Settle']);
  });

  it('waits only as long as assess says', () => {
    const waits = STATES.filter(([, { Type }]) => Type === 'Wait');
    expect(waits.map(([name, { SecondsPath, Next }]) => ({ name, SecondsPath, Next }))).toEqual([
      { name: 'Wait', SecondsPath: '$.waitSeconds', Next: 'Assess' },
      { name: 'Settle', SecondsPath: '$.waitSeconds', Next: 'Assess' },
    ]);
  });

  it('goes by what assess says comes next, and tells people when that is nothing it knows', () => {
    const choices = DEFINITION.States.Choose?.Choices?.map(({ StringEquals, Next }) => [StringEquals, Next]);
    expect(Object.fromEntries(choices ?? [])).toEqual({
      wait: 'Wait',
      'stop-task': 'StopTask',
      'roll-back': 'RollBack',
      'reset-breaker': 'ResetBreaker',
      'publish-alert': 'PublishAlert',
      close: 'Closed',
    });
    expect(DEFINITION.States.Choose?.Default).toBe('PublishFailure');
  });

  it('calls functions by placeholders that the deployment fills in, and each of them is there', () => {
    const names = ['assess', 'stop-task', 'roll-back', 'reset-breaker', 'publish-alert'];
    expect(functionPlaceholders(TEXT, names).map(({ functionName }) => functionName)).toEqual(names);
    expect(() => functionPlaceholders(TEXT, ['assess'])).toThrow(
      'The workflow names ${StopTaskFunctionArn}, but functions/ has: assess.',
    );
  });
});
