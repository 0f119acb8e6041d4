// Unit layer: which functions get which part of the table.
import { readFunctionFiles } from '../../../deploy/function-file.ts';
import { grantFor, type Use } from '../../../deploy/grants.ts';

const actionsOf = (use: Use) =>
  grantFor(use, { stage: 'test', policies: [], taskRoles: [] }).statements.flatMap(({ Action }) => Action);

it('whoever needs single items may get and put them, and list nothing', () => {
  expect(actionsOf('table-items')).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
});

it('what arrives from outside reaches single items of the table only', () => {
  const [receiver] = readFunctionFiles('functions').filter(({ name }) => name === 'receive-signal');
  expect(receiver?.uses).toEqual(['table-items', 'checks-queue']);
});
