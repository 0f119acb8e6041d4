/** Returns the page with the text between the two marks of the section replaced. Throws when a mark is missing. */
export const replaceSection = (page: string, name: string, text: string): string => {
  const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [before, rest] = splitAt(page, begin);
  const [, after] = splitAt(rest, end);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
};

const splitAt = (text: string, mark: string): readonly [before: string, after: string] => {
  const index = text.indexOf(mark);
  if (index === -1) throw new Error(`The page lacks the mark ${mark}. Add it where the generated text belongs.`);
  return [text.slice(0, index), text.slice(index + mark.length)];
};
