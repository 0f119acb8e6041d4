// Unit: what medic.yml may change about the score.
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';

const SERVICE = '{ name: registry, cluster: ml, service: registry';
const policyWith = ({ own = '', defaults = '' }: { readonly own?: string; readonly defaults?: string }) => {
  const scoring = own === '' ? '' : `, scoring: ${own}`;
  const head = defaults === '' ? '' : `defaults: { scoring: ${defaults} }\n`;
  return parseMedicYaml(`${head}services: [ ${SERVICE}${scoring} } ]`, 'medic.yml')[0];
};
const faultsOf = (own: string): readonly string[] => {
  try {
    policyWith({ own });
    return [];
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.faults;
    throw error;
  }
};

describe('the scoring in medic.yml', () => {
  it('is as shipped when nothing is said', () => {
    expect(policyWith({})?.scoring).toEqual(DEFAULT_SCORING);
  });

  it('changes what is said and leaves the rest as shipped, under its own version', () => {
    const own =
      '{ version: ours-2, parts: { latency: { weight: 20 } }, curves: { cpu: [[0.5, 100], [1, 0]] }, capWhen503: 70 }';
    const scoring = policyWith({ own })?.scoring;
    expect(scoring).toEqual({
      version: 'ours-2',
      parts: { ...DEFAULT_SCORING.parts, latency: { ...DEFAULT_SCORING.parts.latency, weight: 20 } },
      curves: {
        ...DEFAULT_SCORING.curves,
        cpu: [
          [0.5, 100],
          [1, 0],
        ],
      },
      capWhen503: 70,
    });
  });

  it('lets the service have the last word over the defaults of the file, part by part', () => {
    const scoring = policyWith({
      defaults: '{ version: all-1, parts: { errors: { weight: 30 }, zones: { floor: 10 } } }',
      own: '{ version: ours-1, parts: { errors: { weight: 40 } } }',
    })?.scoring;
    expect(scoring?.version).toBe('ours-1');
    expect(scoring?.parts.errors.weight).toBe(40);
    expect(scoring?.parts.zones.floor).toBe(10);
  });

  it.each([
    { said: '{ parts: {} }', about: 'scoring.version is missing' },
    { said: '{ version: a, parts: { speed: { weight: 1 } } }', about: '"speed"' },
    { said: '{ version: a, parts: { errors: { weight: 0 } } }', about: 'weight' },
    { said: '{ version: a, parts: { errors: { cap: 101 } } }', about: 'cap' },
    { said: '{ version: a, curves: { cpu: [[1, 0], [0.5, 100]] } }', about: 'the values must increase' },
    {
      said: '{ version: a, curves: { cpu: [[0, 100], [0.5, 10], [1, 20]] } }',
      about: 'only decrease or only increase',
    },
    { said: '{ version: a, curves: { cpu: [[0, 100]] } }', about: 'curves.cpu' },
    { said: '{ version: a, curves: { cpu: [[0, 100], [.nan, 0]] } }', about: 'curves.cpu' },
  ])('refuses $said', ({ said, about }) => {
    expect(faultsOf(said).join('\n')).toContain(about);
  });

  it.each([
    { weight: 0.1, faults: 0 },
    { weight: 100, faults: 0 },
    { weight: 100.1, faults: 1 },
  ])('with a weight of $weight has $faults faults', ({ weight, faults }) => {
    expect(faultsOf(`{ version: a, parts: { errors: { weight: ${weight} } } }`)).toHaveLength(faults);
  });
});
