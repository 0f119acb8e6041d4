/** An expected failure of a command. The message is one line: what failed, for which thing, and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
