// Unit: answers of deployed functions that are errors, or that this version does not know.
import { type Reply, run } from './run-medic.ts';

const FUNCTION = 'ecs-medic-dev-score-health';
const score = (reply: Reply, options = '') => run(`score registry ${options}`, () => reply);

describe('a function that fails', () => {
  it.each(['ServiceUnknown', 'InputInvalid', 'ConfigInvalid'])(
    'with %s has its message repeated',
    async (errorType) => {
      const failed = { errorType, errorMessage: 'Name another service.', trace: ['at x'] };
      expect(await score({ failed })).toMatchObject({ exitCode: 1, err: 'medic: Name another service.\n' });
    },
  );

  it.each([
    [{ errorType: 'TypeError', errorMessage: 'x is undefined\n  at y' }, 'TypeError: x is undefined'],
    [null, 'an error: no message'],
  ])('with %j is named together with its log', async (failed, message) => {
    const { err } = await score({ failed });
    expect(err).toBe(`medic: ${FUNCTION} failed with ${message}. See its log /aws/lambda/${FUNCTION}.\n`);
  });
});

describe('an answer of another version', () => {
  it('is refused in one line with the fields that do not fit, and --json is proposed', async () => {
    const { exitCode, err } = await score({ body: { reports: [{ service: 7 }] } });
    expect({ exitCode, lines: err.trim().split('\n').length }).toEqual({ exitCode: 1, lines: 1 });
    expect(err).toContain('reports[0].service: Invalid input: expected string, received number');
    expect(err).toContain('and 2 more');
    expect(err).toContain('use --json');
  });

  it('is printed unchanged with --json', async () => {
    const { exitCode, out } = await score({ body: { scores: [] } }, '--json');
    expect({ exitCode, printed: JSON.parse(out) }).toEqual({ exitCode: 0, printed: { scores: [] } });
  });

  it('is refused if it is not JSON', async () => {
    const err = `medic: ${FUNCTION} did not return JSON; is it another function of that name?\n`;
    expect(await score({ body: undefined })).toMatchObject({ exitCode: 1, err });
  });
});
