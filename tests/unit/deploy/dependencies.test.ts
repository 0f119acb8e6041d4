// Unit layer: which entries of DependsOn a template can do without.
import type { Value } from '#deploy/cloudformation.ts';
import { withoutRedundantDependencies } from '#deploy/dependencies.ts';

const resource = (Properties: Readonly<Record<string, Value>>, DependsOn?: Value) => ({
  Type: 'AWS::Lambda::Function',
  Properties,
  ...(DependsOn !== undefined && { DependsOn }),
});

const left = (properties: Readonly<Record<string, Value>>, dependsOn: Value): unknown =>
  withoutRedundantDependencies({ Function: resource(properties, dependsOn) }).Function;

describe('an entry of DependsOn', () => {
  it.each([
    { what: 'Ref', reference: { Ref: 'Role' } },
    { what: 'Fn::GetAtt', reference: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    { what: 'Fn::GetAtt in one text', reference: { 'Fn::GetAtt': 'Role.Arn' } },
    { what: 'Fn::Sub', reference: { 'Fn::Sub': 'https://${Role}/${AWS::Region}' } },
    { what: 'Fn::Sub of an attribute', reference: { 'Fn::Sub': '${Role.Arn}:*' } },
    { what: 'a Ref within lists and other functions', reference: { 'Fn::Join': [':', ['a', { Ref: 'Role' }]] } },
  ])('goes when the resource refers to the same by $what', ({ reference }) => {
    const properties = { Role: reference };
    expect(left(properties, ['LogGroup', 'Role'])).toEqual(resource(properties, ['LogGroup']));
    expect(left(properties, 'Role')).toEqual(resource(properties));
  });

  it.each([
    { what: 'another resource', reference: { Ref: 'RoleOfAnother' } },
    { what: 'an attribute of that name', reference: { 'Fn::GetAtt': ['Another', 'Role'] } },
    { what: 'its name as plain text', reference: 'Role' },
    { what: 'text that only looks like a reference', reference: { 'Fn::Sub': '${!Role}' } },
    { what: 'a variable of that name', reference: { 'Fn::Sub': ['${Role}', { Role: 'plain' }] } },
  ])('stays when the resource has $what', ({ reference }) => {
    const unchanged = resource({ Role: reference }, ['Role']);
    expect(left(unchanged.Properties, ['Role'])).toEqual(unchanged);
  });
});

it('a resource without DependsOn stays as it is', () => {
  const resources = { Assess: resource({ Role: { Ref: 'Role' } }) };
  expect(withoutRedundantDependencies(resources)).toEqual(resources);
});
