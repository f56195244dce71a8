'use strict';

const cdk = require('aws-cdk-lib');

/** Whether a value is CloudFormation's to resolve: `{ Ref: … }`, `{ 'Fn::…': … }`. */
function isIntrinsic(value) {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

/** Return the properties of a type under their names in a template; tokens and maps of the user's own keys as they are. */
function render(types, type, value) {
  if (Array.isArray(value)) {
    return value.map((item) => render(types, type, item));
  }
  if (value === null || typeof value !== 'object' || cdk.Tokenization.isResolvable(value) || isIntrinsic(value)) {
    return value;
  }
  const properties = types[type];
  const rendered = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) {
      continue;
    }
    if (!Object.hasOwn(properties, key)) {
      throw new Error(`'${key}' is not one of ${type || 'the properties'}: ${Object.keys(properties).join(', ')}`);
    }
    const [name, nested] = properties[key];
    // The Ref of a group is its ARN, and makes CloudFormation create it first.
    const given = cdk.CfnResource.isCfnResource(item) ? item.ref : item;
    rendered[name] = nested ? render(types, nested, given) : given;
  }
  return rendered;
}

module.exports = { isIntrinsic, render };
