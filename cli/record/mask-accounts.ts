/** The account number of the AWS documentation. Further accounts get the numbers after it. */
const FIRST_PLACEHOLDER = 123_456_789_012;

/** Finds account numbers in ARNs and in the names of container registries. */
const ACCOUNT = /(?<=arn:aws[\w-]*:[\w-]*:[\w-]*:)\d{12}(?=:)|(?<!\d)\d{12}(?=\.dkr\.ecr\.)/g;

/** Replaces every occurrence of each account's number by a placeholder, and counts the accounts. `own` gets the first placeholder. */
export const maskAccounts = (
  text: string,
  own: string | undefined,
): { readonly text: string; readonly accounts: number } => {
  const found = new Set([...(own === undefined ? [] : [own]), ...(text.match(ACCOUNT) ?? [])]);
  const placeholders = new Map([...found].map((account, index) => [account, String(FIRST_PLACEHOLDER + index)]));
  if (found.size === 0) return { text, accounts: 0 };
  const anywhere = new RegExp(`(?<!\\d)(?:${[...found].join('|')})(?!\\d)`, 'g');
  return { text: text.replace(anywhere, (account) => placeholders.get(account) ?? account), accounts: found.size };
};
