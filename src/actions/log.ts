// An outbox row → one line for a log, in JSON or for reading. No line can bring a terminal or a log reader to do anything.
import type { NestedDocument } from '../event/value.ts'
import { defineAction } from './action.ts'

export interface LogSettings {
  readonly format: 'json' | 'text'
  /** Takes one line, without its newline. A rejection is tried again later. */
  readonly write: (line: string) => void | Promise<void>
}

export const log = defineAction<LogSettings>({
  name: 'log',
  summary: 'Writes one line an incident, as JSON or for reading.',
  open({ format, write }) {
    const render = format === 'json' ? jsonLine : textLine
    return async ({ payload }) => {
      try {
        await write(render(payload))
        return { kind: 'delivered', detail: 'written' }
      } catch (error) {
        return { kind: 'again', detail: `The line could not be written: ${(error as Error).message}` }
      }
    }
  },
})

const documentOf = (payload: string): NestedDocument => (JSON.parse(payload) as { data: NestedDocument }).data

const jsonLine = (payload: string): string => escapeControls(JSON.stringify(documentOf(payload)))

function textLine(payload: string): string {
  const document = documentOf(payload)
  const rule = (document.rule ?? {}) as NestedDocument
  const tripline = (document.tripline ?? {}) as NestedDocument
  const incident = (tripline.incident ?? {}) as NestedDocument
  const parts = [document['@timestamp'], tripline.level, rule.id, incident.id, document.message]
  return escapeControls(parts.map((part) => String(part ?? '-')).join(' '))
}

/** C0, DEL and C1 controls, separators, the marks that turn the direction of text, and what is invisible. */
export const actingCharacters = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** As JSON writes them, so that a JSON line stays JSON. */
export const escapeControls = (text: string): string =>
  text.replace(actingCharacters, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
