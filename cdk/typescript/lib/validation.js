'use strict';

// Finds what a deployment would refuse, when the app is synthesized: the schema's limits, and the two kinds of package.
// What only the deployment knows, such as a reference or a condition, is left to it.

const cdk = require('aws-cdk-lib');
const { isIntrinsic } = require('./render');
const rules = require('./rules.json');

const [GROUP, NAME] = rules.names;

/** Return why a package with these properties would be refused, as sentences; names are those of a template. */
function problems(properties) {
  return [...kindProblems(properties), ...violations(properties, rules.schema, '')];
}

function* kindProblems(properties) {
  const [group, name] = [properties[GROUP], properties[NAME]];
  if (typeof group === 'string' && typeof name === 'string') {
    yield `${GROUP} and ${NAME} are both set: keep the first for a version of a group, `
      + 'the second for an unversioned package';
  }
  if (group === undefined || typeof group === 'string') { // else a condition decides
    const kind = group === undefined ? 'unversioned' : 'versioned';
    for (const [other, reason] of Object.entries(rules.kinds[kind])) {
      if (isSet(properties[other])) {
        yield `${other} doesn't apply to ${kind === 'versioned' ? 'a' : 'an'} ${kind} package: ${reason}`;
      }
    }
  }
}

function isSet(value) {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return ![undefined, null, false, ''].includes(value) && !isEmpty;
}

/** Yield a sentence for each place where a value breaks the schema. */
function* violations(value, schema, path) {
  if (cdk.Token.isUnresolved(value) || isIntrinsic(value)) {
    return;
  }
  if (schema.$ref) {
    schema = rules.schema.definitions[schema.$ref.split('/').pop()];
  }
  const kind = schema.type ?? 'object';
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject !== (kind === 'object') || Array.isArray(value) !== (kind === 'array')) {
    yield `${path} must be of type ${kind}`;
  } else if (isObject) {
    yield* objectViolations(value, schema, path);
  } else if (Array.isArray(value)) {
    yield* sizeViolations(value.length, schema, path, 'Items', 'items');
    for (const [index, item] of value.entries()) {
      yield* violations(item, schema.items, `${path}[${index}]`);
    }
  } else if (typeof value === 'string' && kind === 'string') {
    yield* textViolations(value, schema, path);
  } else if (typeof value === 'number' && value < schema.minimum) {
    yield `${path} must be at least ${schema.minimum}`;
  }
}

function* objectViolations(value, schema, path) {
  const prefix = path ? `${path}.` : '';
  yield* sizeViolations(Object.keys(value).length, schema, path, 'Properties', 'entries');
  for (const name of schema.required ?? []) {
    if (!(name in value)) {
      yield `${prefix}${name} is required`;
    }
  }
  for (const [key, item] of Object.entries(value)) {
    if (schema.properties) {
      yield* violations(item, schema.properties[key], `${prefix}${key}`);
    }
    for (const [pattern, member] of Object.entries(schema.patternProperties ?? {})) {
      if (!matches(pattern, key)) { // the user's own key, which may be private
        yield `A key in ${path} must match ${pattern}`;
      }
      yield* violations(item, member, path);
    }
  }
}

function* textViolations(value, schema, path) {
  yield* sizeViolations(value.length, schema, path, 'Length', 'characters');
  if (schema.enum && !schema.enum.includes(value)) {
    yield `${path} must be one of ${schema.enum.join(', ')}`;
  }
  if (schema.pattern && !matches(schema.pattern, value)) {
    yield `${path} must match ${schema.pattern}`;
  }
}

function* sizeViolations(size, schema, path, keyword, unit) {
  const [least, most] = [schema[`min${keyword}`] ?? 0, schema[`max${keyword}`] ?? size];
  if (size < least) {
    yield `${path} must have at least ${least} ${unit}`;
  }
  if (size > most) {
    yield `${path} must have at most ${most} ${unit}`;
  }
}

function matches(pattern, text) {
  return cdk.Token.isUnresolved(text) || new RegExp(pattern).test(text);
}

module.exports = { problems };
