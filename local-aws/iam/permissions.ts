import type { InvokePermission } from '../stack/deployed-stack.ts';
import { matchesPattern } from './wildcards.ts';

/** An invocation that AWS would have refused for want of an AWS::Lambda::Permission. */
export interface Refusal {
  readonly functionName: string;
  readonly principal: string;
  readonly sourceArn: string;
}

export interface InvokePermissions {
  /** Checks that the resource policy of the function allows this source; a refusal is recorded. */
  readonly allow: (call: Refusal) => boolean;
  readonly refusals: () => readonly Refusal[];
}

/** Resource policies of functions: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export const createInvokePermissions = (permissions: readonly InvokePermission[]): InvokePermissions => {
  const refusals: Refusal[] = [];
  return {
    allow: (call) => {
      const allowed = permissions.some(
        ({ functionName, principal, sourceArn }) =>
          functionName === call.functionName &&
          principal === call.principal &&
          (sourceArn === undefined || matchesPattern(sourceArn, call.sourceArn)),
      );
      if (!allowed) refusals.push(call);
      return allowed;
    },
    refusals: () => refusals,
  };
};
