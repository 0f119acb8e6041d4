// Unit layer: the resource policies of functions.
import { createInvokePermissions } from '#local-aws/iam/permissions.ts';
import type { InvokePermission } from '#local-aws/stack/deployed-stack.ts';

const rule = 'arn:aws:events:us-east-1:123456789012:rule/tasks';
const call = { functionName: 'receive-signal', principal: 'events.amazonaws.com', sourceArn: rule };
const { sourceArn: _, ...forEverySource } = call;

it.each<{ granted: string; permission: InvokePermission; allowed: boolean }>([
  { granted: 'for this source', permission: call, allowed: true },
  { granted: 'for every source', permission: forEverySource, allowed: true },
  { granted: 'for matching sources', permission: { ...call, sourceArn: 'arn:aws:events:*:rule/task?' }, allowed: true },
  { granted: 'for another source', permission: { ...call, sourceArn: `${rule}-2` }, allowed: false },
  { granted: 'for other sources', permission: { ...call, sourceArn: 'arn:aws:events:*:rule/x*' }, allowed: false },
  { granted: 'to another service', permission: { ...call, principal: 'sns.amazonaws.com' }, allowed: false },
  { granted: 'on another function', permission: { ...call, functionName: 'assess' }, allowed: false },
])('a permission to invoke that is granted $granted allows the call: $allowed', ({ permission, allowed }) => {
  const permissions = createInvokePermissions([permission]);
  expect(permissions.allow(call)).toBe(allowed);
  expect(permissions.refusals()).toEqual(allowed ? [] : [call]);
});
