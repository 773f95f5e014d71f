// A line of EVE JSON → its values by name, read where they stand.
import { createJsonScanner, type JsonPath } from '../json/scan.ts'
import { readUtf8, undoEscapes } from '../template/unescape.ts'
import { type EventType, linePaths, taken } from './keys.ts'

export type LineName = keyof typeof linePaths

const lineNames = Object.keys(linePaths) as readonly LineName[]
const types = Object.keys(taken) as readonly EventType[]
const takenFields = types.flatMap((type) => taken[type].map(([name, path]) => ({ type, name, path })))
const paths: readonly JsonPath[] = [...lineNames.map((name) => linePaths[name]), ...takenFields.map(({ path }) => path)]
const places = new Map(lineNames.map((name, place) => [name, place]))

interface Taken {
  readonly name: string
  readonly place: number
}

/** Where what is taken over of each type stands among the paths. */
const placesOfType = new Map(
  types.map((type) => [
    type,
    takenFields.flatMap((field, index): readonly Taken[] =>
      field.type === type ? [{ name: field.name, place: lineNames.length + index }] : [],
    ),
  ]),
)

const quote = 0x22

export class EveLine {
  readonly #scanner = createJsonScanner(paths)
  readonly #spans = new Int32Array(paths.length * 2)
  #text = ''
  #ascii = true

  /** `text` holds one character a byte; `bytes` are the same from `start` on. False where it is no JSON object. */
  load(text: string, ascii: boolean, bytes: Uint8Array, start: number): boolean {
    this.#text = text
    this.#ascii = ascii
    return this.#scanner.scan(text, this.#spans, bytes, start)
  }

  has(name: LineName): boolean {
    return this.#spans[2 * places.get(name)!]! >= 0
  }

  /** Undefined where the line does not have it; of an object or a list its JSON. */
  get(name: LineName): string | undefined {
    return this.#at(places.get(name)!)
  }

  /** What of a line of that type is taken over as it stands. */
  *taken(type: EventType): Generator<readonly [name: string, value: string]> {
    for (const { name, place } of placesOfType.get(type)!) {
      const value = this.#at(place)
      if (value !== undefined) yield [name, value]
    }
  }

  #at(place: number): string | undefined {
    const start = this.#spans[2 * place]!
    if (start < 0) return undefined
    const raw = this.#text.slice(start, this.#spans[2 * place + 1]!)
    if (this.#text.charCodeAt(start - 1) === quote) {
      return this.#ascii && !raw.includes('\\') ? raw : readUtf8(undoEscapes(raw))
    }
    if (raw === 'null') return undefined
    return this.#ascii ? raw : readUtf8(raw)
  }
}
