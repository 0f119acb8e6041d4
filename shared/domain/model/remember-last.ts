/**
 * Answers the function with a memory of one: an argument that comes again at once, by identity, is not computed again. The rules ask
 * about one observation many times in a row, and weak maps with an entry for each observation cost the garbage collector milliseconds.
 */
export const rememberLast = <Argument extends object, Value>(
  compute: (argument: Argument) => Value,
): ((argument: Argument) => Value) => {
  let last: { readonly argument: Argument; readonly value: Value } | undefined;
  return (argument) => {
    if (last?.argument !== argument) last = { argument, value: compute(argument) };
    return last.value;
  };
};
