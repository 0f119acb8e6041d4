// Unit layer: which entries of DependsOn a template can do without.
import type { Value } from '#deploy/cloudformation.ts';
import { withoutRedundantDependencies } from '#deploy/dependencies.ts';

const resource = (Properties: Readonly<Record<string, Value>>, DependsOn?: Value) => ({
  Type: 'AWS::Lambda::Function',
  Properties,
  ...(DependsOn !== undefined && { DependsOn }),
});

/** A resource with the reference, as it is left. */
const left = (reference: Value, dependsOn?: Value): unknown =>
  withoutRedundantDependencies({ Function: resource({ Role: reference }, dependsOn) }).Function;

it.each([
  { what: 'Ref', reference: { Ref: 'Role' } },
  { what: 'Fn::GetAtt', reference: { 'Fn::GetAtt': ['Role', 'Arn'] } },
  { what: 'Fn::GetAtt in one text', reference: { 'Fn::GetAtt': 'Role.Arn' } },
  { what: 'Fn::Sub', reference: { 'Fn::Sub': 'https://${Role}/${AWS::Region}' } },
  { what: 'Fn::Sub of an attribute', reference: { 'Fn::Sub': '${Role.Arn}:*' } },
  { what: 'a Ref within lists and other functions', reference: { 'Fn::Join': [':', ['a', { Ref: 'Role' }]] } },
])('an entry of DependsOn is removed when the resource refers to it by $what', ({ reference }) => {
  expect(left(reference, ['LogGroup', 'Role'])).toEqual(resource({ Role: reference }, ['LogGroup']));
  expect(left(reference, 'Role')).toEqual(resource({ Role: reference }));
});

it.each([
  { what: 'another resource', reference: { Ref: 'RoleOfAnother' } },
  { what: 'an attribute of that name', reference: { 'Fn::GetAtt': ['Another', 'Role'] } },
  { what: 'its name as plain text', reference: 'Role' },
  { what: 'text that only resembles a reference', reference: { 'Fn::Sub': '${!Role}' } },
  { what: 'a variable of that name', reference: { 'Fn::Sub': ['${Role}', { Role: 'plain' }] } },
])('an entry of DependsOn stays when the resource has $what', ({ reference }) => {
  expect(left(reference, ['Role'])).toEqual(resource({ Role: reference }, ['Role']));
});

it('a resource without DependsOn stays as it is', () => {
  expect(left({ Ref: 'Role' })).toEqual(resource({ Role: { Ref: 'Role' } }));
});
