// Files of lists → what they hold: read once for all rules that ask, and again when they have changed.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { LoadedList } from '../compiler/2-check/scope.ts'
import { type ListType, type ListValues, ValueList } from '../compiler/values/list.ts'
import { readListText } from '../compiler/values/list-text.ts'
import type { FileDiagnostics } from '../diagnostic/diagnostic.ts'

/** What a file held when it was read. */
interface Reading {
  readonly values: ListValues
  readonly problem: FileDiagnostics | null
  readonly unreadable: number
  readonly content: ListContent
}

/** As others get it who cannot read the file. */
export interface ListContent {
  readonly hash: string
  /** Null where nobody asked for it to be kept. */
  readonly text: string | null
}

interface Known {
  readonly path: string
  readonly type: ListType
  /** The file as it was looked at last: time, size, number. */
  stamp: string
  reading: Reading
  readonly list: ValueList
}

/** A list whose file holds something else by now. */
export interface ListChange {
  readonly path: string
  readonly before: number
  readonly after: number
  readonly unreadable: number
  /** To be called between two batches. */
  readonly apply: () => void
}

export function applyAll(changes: readonly ListChange[]): void {
  for (const { apply } of changes) apply()
}

/** A list whose file cannot be read any more: what it held stays. */
export interface LostList {
  readonly path: string
  readonly reason: string
}

export class ListFiles {
  readonly #keepsTexts: boolean
  readonly #known = new Map<string, Known>()
  /** Files that were told to be lost, by how they were then. */
  readonly #lost = new Map<string, string>()
  /** Files that could not be read when they were asked for. */
  readonly #missing = new Set<string>()
  readonly #asked = new Set<string>()

  /** `keepsTexts`: so that they can be handed on. */
  constructor({ keepsTexts = false } = {}) {
    this.#keepsTexts = keepsTexts
  }

  load(type: ListType, path: string): LoadedList {
    this.#asked.add(keyOf(type, path))
    const known = this.#known.get(keyOf(type, path))
    if (known) return { ok: true, list: known.list }
    this.#missing.add(path)
    try {
      const stamp = stampOf(path)
      const reading = this.#read(type, path)
      const list = new ValueList(type, reading.values)
      this.#known.set(keyOf(type, path), { path, type, stamp, reading, list })
      this.#missing.delete(path)
      return { ok: true, list }
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
  }

  /** Of a list that was loaded. */
  contentOf(type: ListType, path: string): ListContent {
    return this.#known.get(keyOf(type, path))!.reading.content
  }

  /** Files that rules would need, and that could not be read. */
  missing(): readonly string[] {
    return [...this.#missing]
  }

  /** Entries that could not be read, by file. */
  problems(): readonly FileDiagnostics[] {
    return [...this.#known.values()].flatMap(({ reading }) => reading.problem ?? [])
  }

  /** Reads what has changed since it was last looked at. A file that is away, or cannot be read, changes nothing. */
  look(): { readonly changes: readonly ListChange[]; readonly lost: readonly LostList[] } {
    const changes: ListChange[] = []
    const lost: LostList[] = []
    for (const [key, known] of this.#known) {
      try {
        const change = this.#lookAt(known)
        if (change) changes.push(change)
        this.#lost.delete(key)
      } catch (error) {
        const reason = reasonOf(error)
        if (this.#lost.get(key) !== reason) lost.push({ path: known.path, reason })
        this.#lost.set(key, reason)
      }
    }
    return { changes, lost }
  }

  /** To be called before everything is asked for again; what it returns forgets what was not. */
  beginAnew(): () => void {
    const before = new Set(this.#known.keys())
    this.#asked.clear()
    this.#missing.clear()
    return () => {
      for (const key of before) if (!this.#asked.has(key)) this.#known.delete(key)
    }
  }

  #lookAt(known: Known): ListChange | null {
    const stamp = stampOf(known.path)
    if (stamp === known.stamp) return null
    const before = known.reading
    const reading = this.#read(known.type, known.path)
    known.stamp = stamp
    if (reading.content.hash === before.content.hash) return null
    known.reading = reading
    const { values, unreadable } = reading
    return {
      path: known.path,
      before: before.values.size,
      after: values.size,
      unreadable,
      apply: () => known.list.replace(values),
    }
  }

  #read(type: ListType, path: string): Reading {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
    const { values, unreadable, diagnostics } = readListText(text, type)
    if (unreadable > 0 && values.size === 0) throw new NotOfType(type)
    return {
      values,
      unreadable,
      problem: diagnostics.length > 0 ? { path, text, diagnostics } : null,
      content: { hash: hashOf(text), text: this.#keepsTexts ? text : null },
    }
  }
}

/** A page that says "not found" is no list of addresses, though it is there. */
class NotOfType extends Error {
  constructor(type: ListType) {
    super(`No line of it is an entry of a list of ${type}.`)
  }
}

const keyOf = (type: ListType, path: string): string => `${type} ${path}`

/** Another where the file has changed. Throws where there is none. */
export function stampOf(path: string): string {
  const { mtimeMs, size, ino } = statSync(path)
  return `${mtimeMs} ${size} ${ino}`
}

/** Null where there is no such file. */
export function stampOrNone(path: string): string | null {
  try {
    return stampOf(path)
  } catch {
    return null
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'There is no such file.'
  if (code === 'EACCES') return 'It may not be read.'
  return code === 'EISDIR' ? 'It is a folder.' : message
}
