/** Renders a path as JavaScript writes it, such as `services[0].limits`; `whole` names the value at the empty path. */
export const pathText = (path: readonly PropertyKey[], whole: string): string =>
  path.length === 0
    ? whole
    : path
        .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`))
        .join('');
