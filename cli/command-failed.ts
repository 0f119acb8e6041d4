/** The command cannot do what it was asked for. The message is one line: what, which, and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
