// Unit: AWS account numbers are masked in a case.
import { maskAccounts } from '#cli/record/mask-accounts.ts';

const OWN = '555566667777';

describe('an account number', () => {
  it.each([
    {
      title: 'is replaced everywhere once an ARN or a registry shows it, each account by another number',
      text: `arn:aws:ecs:eu-west-1:${OWN}:service/a 888899990000.dkr.ecr.eu-west-1.amazonaws.com bucket-${OWN}`,
      own: OWN,
      masked:
        'arn:aws:ecs:eu-west-1:123456789012:service/a 123456789013.dkr.ecr.eu-west-1.amazonaws.com bucket-123456789012',
      accounts: 2,
    },
    {
      title: 'is replaced in other AWS partitions and in ARNs without a region',
      text: `arn:aws-cn:iam::${OWN}:role/x`,
      own: undefined,
      masked: 'arn:aws-cn:iam::123456789012:role/x',
      accounts: 1,
    },
    {
      title: 'becomes 123456789012 for the own account, wherever it comes in the text',
      text: `arn:aws:iam::888899990000:role/x arn:aws:iam::${OWN}:role/y`,
      own: OWN,
      masked: 'arn:aws:iam::123456789013:role/x arn:aws:iam::123456789012:role/y',
      accounts: 2,
    },
  ])('$title', ({ text, own, masked, accounts }) => {
    expect(maskAccounts(text, own)).toEqual({ text: masked, accounts });
  });

  it.each([
    ['1795428040000 ecs-svc/1234567890123456789 999900001111 1999900001111', undefined, 0],
    [`1${OWN} ${OWN}1`, OWN, 1],
  ])('is not found in other numbers: %s', (text, own, accounts) => {
    expect(maskAccounts(text, own)).toEqual({ text, accounts });
  });
});
