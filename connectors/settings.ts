// A source's own settings → values, or diagnostics that point into the setting's text.
import type { Code } from '../src/diagnostic/codes.ts'
import { nearest } from '../src/diagnostic/nearest.ts'
import { parseZone, utc, type Zone } from './access/zone.ts'
import type { Configured } from './connector.ts'

export type Settings = Readonly<Record<string, unknown>>
export type Mistake = Extract<Configured<never>, { readonly ok: false }>
export type Setting<T> = { readonly ok: true; readonly value: T } | Mistake

/** `format`, of a product that has a few of them and no format strings. The first is what it is unless said otherwise. */
export function readFormat<T extends string>(settings: Settings, formats: readonly [T, ...T[]]): Setting<T> {
  const format = settings['format'] ?? formats[0]
  if (typeof format !== 'string') return wrongType('format', format)
  const found = formats.find((one) => one === format)
  if (found !== undefined) return { ok: true, value: found }
  const near = nearest(format, formats)
  return mistake('format', format, 'F110', {
    message: `there is no format \`${format}\``,
    label: near === null ? 'not one of its formats' : `did you mean \`${near}\`?`,
    help: `it has ${formats.map((one) => `\`${one}\``).join(', ')}`,
  })
}

/** `timezone`, of times that are logged without one. UTC where it is not given. */
export function readTimezone(settings: Settings): Setting<Zone> {
  const name = settings['timezone']
  if (name === undefined) return { ok: true, value: utc }
  if (typeof name !== 'string') return wrongType('timezone', name)
  const zone = parseZone(name)
  if (zone !== null) return { ok: true, value: zone }
  return mistake('timezone', name, 'F109', {
    message: `there is no time zone \`${name}\``,
    label: 'neither a name nor a distance from UTC',
    help: 'give a name such as `Europe/Berlin`, `UTC`, or a distance such as `+02:00`',
  })
}

interface Words {
  readonly message: string
  readonly label: string
  readonly help: string
}

function mistake(setting: string, text: string, code: Code, { message, label, help }: Words): Mistake {
  const primary = { span: { start: 0, end: text.length }, message: label }
  return { ok: false, setting, text, diagnostics: [{ code, message, primary, help }] }
}

export const wrongType = (setting: string, value: unknown): Mistake =>
  mistake(setting, JSON.stringify(value) ?? String(value), 'F108', {
    message: `${setting} is text`,
    label: `not text, but ${typeof value}`,
    help: `write ${setting} in quotes`,
  })
