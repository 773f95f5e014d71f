// src/event/schema.ts → docs/reference/fields.md
import { type DynamicField, dynamicFields, type Field, type FieldName, schema } from '../../src/event/schema.ts'
import { code, type Generated, page, table } from './generated.ts'

export function fieldsPage(): Generated[] {
  const rows = (Object.keys(schema) as FieldName[]).map((name) => [
    code(name),
    typeOf(schema[name]),
    schema[name].doc,
    schema[name].from,
  ])
  const dynamic = (Object.keys(dynamicFields) as DynamicField[]).map((name) => [
    code(`${name}.*`),
    dynamicFields[name].doc,
    dynamicFields[name].from,
  ])
  const count = `${rows.length} fields. An event holds those that its source can know; the others are null.`
  return [
    page('docs/reference/fields.md', '`src/event/schema.ts`', 'Fields of an event', [
      count,
      '“Many” is an array: a comparison holds if any of its elements does. “Text” is a stranger’s: long, and searched by its words.',
      table(['field', 'type', 'meaning', 'name or meaning from'], rows),
      '## Fields below which every name is one',
      'Their types are those that each event has there: to a comparison that wants another type the field is null. An array on the way gives what any of its elements has; a number is a place in it. What they come from is told in [subprotocols](../subprotocols.md).',
      table(['field', 'meaning', 'name or meaning from'], dynamic),
    ]),
  ]
}

const typeOf = ({ type, unit, many, text }: Field): string =>
  [type, unit && `in ${unit}`, many && '(many)', text && '(text)'].filter((word) => typeof word === 'string').join(' ')
