import { AwsError, type Call, OPERATOR } from '../operation.ts';
import type { Place } from '../stack/account.ts';
import type { PolicyStatement } from '../stack/deployed-stack.ts';
import { isObject } from '../wire/convert.ts';
import { actionOf } from './iam-reference.ts';
import { accessedResources } from './iam-resources.ts';
import { matchesPattern } from './wildcards.ts';

/** A statement of an IAM policy as CloudFormation has it, once its intrinsic functions are resolved. */
export type Statement = PolicyStatement & { readonly Sid?: string };

export interface AuthorizerOptions extends Place {
  /** The statements of every role, by the role's name. */
  readonly policies: Readonly<Record<string, readonly Statement[]>>;
  /** The tags of a resource, for `aws:ResourceTag/KEY`; without it such a condition cannot be answered. */
  readonly tagsOf?: (arn: string) => Readonly<Record<string, string>>;
}

/**
 * Judges calls as IAM does: what no statement allows is denied, and a Deny outweighs every Allow. Throws
 * AccessDeniedException in AWS's words; the operator may do everything. Throws at once for a statement it cannot judge
 * (NotAction, an unresolved intrinsic). A condition with an operator or key unknown here is one that cannot be answered:
 * an Allow then does not apply, a Deny does.
 */
export const createAuthorizer = (options: AuthorizerOptions): ((call: Call) => void) => {
  for (const [role, statements] of Object.entries(options.policies))
    for (const statement of statements) requireJudgeable(role, statement);

  return ({ caller, service, operation, input }) => {
    if (caller.role === OPERATOR.role) return;
    const action = actionOf(service, operation);
    for (const { resource, context } of accessedResources(action, isObject(input) ? input : {}, options)) {
      const refusal = refusalOf(options, { role: caller.role, action, resource, context });
      if (refusal) throw accessDenied(options.account, { role: caller.role, action, resource, refusal });
    }
  };
};

interface Access {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

const refusalOf = ({ policies, tagsOf }: AuthorizerOptions, access: Access): string | undefined => {
  const concerning = (policies[access.role] ?? []).filter(
    (statement) =>
      matchesAny(statement.Action, access.action.toLowerCase(), (pattern) => pattern.toLowerCase()) &&
      matchesAny(statement.Resource, access.resource),
  );
  const verdicts = concerning.map(({ Effect, Condition }) => ({ Effect, verdict: judge(Condition, access, tagsOf) }));
  if (verdicts.some(({ Effect, verdict }) => Effect === 'Deny' && verdict !== 'fails'))
    return 'with an explicit deny in an identity-based policy';
  if (verdicts.some(({ Effect, verdict }) => Effect === 'Allow' && verdict === 'holds')) return undefined;
  return `because no identity-based policy allows the ${access.action} action`;
};

type Verdict = 'holds' | 'fails' | 'unanswerable';

/** All operators and keys of a Condition must hold; one that cannot be answered leaves the whole unanswered. */
const judge = (condition: Statement['Condition'], access: Access, tagsOf: AuthorizerOptions['tagsOf']): Verdict => {
  const verdicts = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, expected]) =>
      judgeKey(operator, asList(expected), contextValue(key, access, tagsOf)),
    ),
  );
  if (verdicts.includes('fails')) return 'fails';
  return verdicts.includes('unanswerable') ? 'unanswerable' : 'holds';
};

/** A key that AWS would fill in but that this resource lacks, such as a tag it does not bear. */
const ABSENT = Symbol('absent');
type ContextValue = string | typeof ABSENT | undefined;

const contextValue = (
  key: string,
  { resource, context }: Access,
  tagsOf: AuthorizerOptions['tagsOf'],
): ContextValue => {
  const tag = /^aws:ResourceTag\/(.+)$/.exec(key)?.[1];
  return tag && tagsOf ? (tagsOf(resource)[tag] ?? ABSENT) : context[key];
};

/** Both ARN operators know wildcards: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, (expected: string, actual: string) => boolean>> = {
  ArnEquals: matchesPattern,
  ArnLike: matchesPattern,
  StringEquals: (expected, actual) => expected === actual,
  StringLike: matchesPattern,
};

const judgeKey = (operator: string, expected: readonly string[], actual: ContextValue): Verdict => {
  const compare = OPERATORS[operator];
  if (!compare || actual === undefined) return 'unanswerable';
  return actual !== ABSENT && expected.some((each) => compare(each, actual)) ? 'holds' : 'fails';
};

const asList = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

const matchesAny = (
  patterns: string | readonly string[],
  value: string,
  normalise: (pattern: string) => string = String,
): boolean => asList(patterns).some((pattern) => matchesPattern(normalise(pattern), value));

const requireJudgeable = (role: string, statement: Statement): void => {
  const { Effect, Action, Resource, Condition = {} } = statement;
  const expected = Object.values(Condition).flatMap((keys) => Object.values(keys));
  const isText = [Action, Resource, ...expected].flat().every((each: unknown) => typeof each === 'string');
  if (isText && (Effect === 'Allow' || Effect === 'Deny')) return;
  throw new Error(
    `A policy of role ${role} has a statement that cannot be judged; it needs Effect, Action, Resource and conditions as plain text: ${JSON.stringify(statement)}`,
  );
};

const accessDenied = (
  account: string,
  { role, action, resource, refusal }: Omit<Access, 'context'> & { readonly refusal: string },
): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `User: arn:aws:sts::${account}:assumed-role/${role}/${role} is not authorized to perform: ${action} on resource: ${resource} ${refusal}`,
  );
