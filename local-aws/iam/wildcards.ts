/** Matches a text against a pattern of IAM: `*` stands for any characters, `?` for one. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  const source = RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
};
