// Unit: how the numbers of accounts leave a case.
import { maskAccounts } from '#cli/record/mask-accounts.ts';

describe('the numbers of accounts', () => {
  it('are replaced wherever they stand once an ARN or a registry shows them, each by its own', () => {
    const text =
      'arn:aws:ecs:eu-west-1:555566667777:service/a 888899990000.dkr.ecr.eu-west-1.amazonaws.com bucket-555566667777';
    expect(maskAccounts(text, '555566667777')).toEqual({
      text: 'arn:aws:ecs:eu-west-1:123456789012:service/a 123456789013.dkr.ecr.eu-west-1.amazonaws.com bucket-123456789012',
      accounts: 2,
    });
  });

  it('are replaced in other partitions of AWS, too, and where the region is left out', () => {
    expect(maskAccounts('arn:aws-cn:iam::555566667777:role/x', undefined).text).toBe(
      'arn:aws-cn:iam::123456789012:role/x',
    );
  });

  it('give way to the own account, which is 123456789012 whatever stands first', () => {
    const text = 'arn:aws:iam::888899990000:role/x arn:aws:iam::555566667777:role/y';
    expect(maskAccounts(text, '555566667777').text).toBe(
      'arn:aws:iam::123456789013:role/x arn:aws:iam::123456789012:role/y',
    );
  });

  it('do not include what only looks like one', () => {
    const text = '1795428040000 ecs-svc/1234567890123456789 999900001111 1999900001111';
    expect(maskAccounts(text, undefined)).toEqual({ text, accounts: 0 });
    expect(maskAccounts('1555566667777 5555666677771', '555566667777').text).toBe('1555566667777 5555666677771');
  });
});
