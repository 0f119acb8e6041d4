/** The medic.yml of the demo, the simulation, the benchmarks and the tests; the one at the root is the user's, and they never read it. */
export const EXAMPLE_CONFIG = 'examples/registry/medic.yml';
