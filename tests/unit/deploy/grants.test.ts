// Unit layer: which functions get which access to the table.
import { readFunctionFiles } from '#deploy/function-file.ts';
import { grantFor } from '#deploy/grants.ts';

it('access to single items allows to get and put them, and to list nothing', () => {
  const { statements } = grantFor('table-items', { stage: 'test', policies: [], taskRoles: [] });
  expect(statements.flatMap(({ Action }) => Action)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
});

it('receive-signal, which handles outside events, gets access to single items of the table only', () => {
  const receiver = readFunctionFiles('functions').find(({ name }) => name === 'receive-signal');
  expect(receiver?.uses).toEqual(['table-items', 'checks-queue']);
});
