/** The part of an Amazon States Language definition that names its Task states and its time limit. */
export interface StateNode {
  readonly Type?: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly States?: Readonly<Record<string, StateNode>>;
  readonly Branches?: readonly StateNode[];
  readonly ItemProcessor?: StateNode;
}

export interface Task {
  readonly state: string;
  readonly functionArn: string;
}

/** All Task states, those within Parallel and Map included: the engine calls AWS for a state without a local handler. */
export const tasksOf = ({ States = {} }: StateNode): readonly Task[] =>
  Object.entries(States).flatMap(([state, { Type, Resource, Branches = [], ItemProcessor = {} }]) =>
    Type === 'Task' && Resource ? [{ state, functionArn: Resource }] : [...Branches, ItemProcessor].flatMap(tasksOf),
  );
