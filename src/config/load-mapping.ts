// A file with the mapping of a log → what it says, as a source of tripline.yaml would have it.
import { LineCounter, parseDocument } from 'yaml'
import { render } from '../diagnostic/render.ts'
import { OperationalError } from '../errors.ts'
import { readText } from './load.ts'

/** What the mapping may hold is its connector's affair. A file with `mapping:` at its head is taken as well. */
export function loadMapping(path: string): unknown {
  const text = readText(path)
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    const span = { start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) }
    const primary = { span, message: 'here' }
    const details = render({ code: 'C101', message: error.message.split('\n')[0]!, primary }, text, path)
    throw new OperationalError('CONFIG_INVALID', { details })
  }
  const written: unknown = document.toJS({ maxAliasCount: 100 })
  return isHeaded(written) ? written.mapping : written
}

const isHeaded = (written: unknown): written is { readonly mapping: unknown } =>
  typeof written === 'object' && written !== null && Object.keys(written).join() === 'mapping'
