// Batches of events → the same batches, with auth events behind their messages and users on what follows a login.
import type { Batch } from '../event/batch.ts'
import { categoryBit, categoryBits, ecsCategory } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import type { Value } from '../event/value.ts'
import { judgeAnswer } from './answer.ts'
import { type Conversation, Conversations, type PendingLogin, type SavedConversations } from './conversations.ts'
import { isInherited } from './fields.ts'
import { type AuthFields, authOrigin, userOrigin } from './origin.ts'
import { type Patterns, preparePatterns } from './patterns.ts'
import { recogniseRequest, userIn } from './request.ts'
import { decodeMessage, type Said } from './said.ts'
import type { ApplicationSettings } from './settings.ts'

/** A login message is short. Longer ones are not even searched. */
const longestLogin = 8192
const mostPending = 8
/** An answer that takes longer than this, in event time, is no answer. */
const patienceUs = 60_000_000

const messageBit = categoryBit('message')
const closeBit = categoryBit('close')
const connectionBit = categoryBit('connection')
const authBits = categoryBits(ecsCategory.auth!)

/** Cheap and loose: only a text that passes is decoded. An escaped letter passes, since it may hide any of the words. */
const mayConcernLogin =
  /auth|log[-_. ]?(?:in|on|out|off)|sign[-_. ]?(?:in|out)|identify|connection_?init|\\u00|^40|^(?:STOMP|CONNECT)\r?\n/i

export class Application {
  readonly #layout: Layout
  readonly #patterns: Patterns
  readonly #conversations: Conversations
  readonly #inherited: readonly number[]
  readonly #slots: Readonly<Record<'connection' | 'direction' | 'text' | 'closeCode' | 'user', number>>

  constructor(layout: Layout, settings: ApplicationSettings) {
    this.#layout = layout
    this.#patterns = preparePatterns(settings.login)
    this.#conversations = new Conversations(settings.maxConnections ?? 100_000)
    this.#inherited = layout.fields.flatMap((name, slot) => (isInherited(name) ? [slot] : []))
    this.#slots = {
      connection: layout.slot('websocket.connection.id'),
      direction: layout.slot('websocket.direction'),
      text: layout.slot('websocket.payload.text'),
      closeCode: layout.slot('websocket.close.code'),
      user: layout.slot('user.name'),
    }
  }

  /** The categories that it adds to what a source of those categories gives: rules over them wait for that source. */
  derives(categories: number): number {
    return (categories & messageBit) === 0 ? 0 : authBits
  }

  /** Appends auth events and fills in users. Calls `touch` for each of the source's rows that changed what is remembered. */
  extend(batch: Batch, touch: (row: number) => void): void {
    const rows = batch.length
    for (let row = 0; row < rows; row++) {
      const connection = batch.get(row, this.#slots.connection)
      if (typeof connection !== 'string') continue
      if (this.#look(batch, row, connection)) touch(row)
    }
  }

  /** Connections that were forgotten because there were too many. */
  get forgotten(): number {
    return this.#conversations.forgotten
  }

  snapshot(): SavedConversations {
    return this.#conversations.save()
  }

  /** `state` is what `snapshot` gave. */
  restore(state: unknown): void {
    this.#conversations.load(state as SavedConversations)
  }

  /** What is remembered otherwise than when it was last asked, by connection; null where it was forgotten. */
  changes(): ReadonlyMap<string, unknown> {
    return this.#conversations.changes()
  }

  /** Goes on from all changes that were ever given. */
  restoreChanges(remembered: readonly (readonly [connection: string, conversation: unknown])[]): void {
    this.#conversations.load({ entries: remembered as SavedConversations['entries'], forgotten: 0 })
    this.#conversations.changes()
  }

  /** True where the row changed what is remembered of its connection. */
  #look(batch: Batch, row: number, connection: string): boolean {
    const known = this.#conversations.get(connection)
    if (known.user !== null) this.#fillUser(batch, row, known.user)
    const categories = batch.categories[row]!
    if (categories & messageBit) return this.#message({ batch, row, connection, known })
    if (categories & closeBit) return known.pending.length > 0 && this.#closed({ batch, row, connection, known })
    return (categories & connectionBit) !== 0 && this.#conversations.end(connection)
  }

  #fillUser(batch: Batch, row: number, user: string): void {
    batch.set(row, this.#slots.user, user)
    batch.setOrigin(row, userOrigin(batch.origin(row), user))
  }

  #message(place: Place): boolean {
    const { batch, row, known } = place
    const text = batch.get(row, this.#slots.text)
    if (typeof text !== 'string' || text.length > longestLogin) return false
    const fromClient = batch.get(row, this.#slots.direction) === 'client'
    const concerns = fromClient
      ? mayConcernLogin.test(text) || this.#patterns.mayConcern(text)
      : known.pending.length > 0
    const said = concerns ? decodeMessage(text) : null
    if (said === null) return false
    return fromClient ? this.#asked(place, said) : this.#answered(place, said)
  }

  #asked(place: Place, said: Said): boolean {
    const request = this.#patterns.request(said) ?? recogniseRequest(said)
    if (request === null) return false
    const { connection, known } = place
    if (request.kind === 'logout') {
      this.#derive(place, { action: 'logout', outcome: 'unknown', user: known.user })
      this.#conversations.set(connection, { ...known, user: null })
    } else {
      const login = { user: request.user, id: request.id, us: place.batch.times[place.row]! }
      this.#conversations.set(connection, { ...known, pending: [...known.pending, login].slice(-mostPending) })
    }
    return true
  }

  #answered(place: Place, said: Said): boolean {
    const waiting = stillWaiting(place)
    const asked = waiting.find(({ id }) => id !== null && id === said.id) ?? waiting[0]
    if (!asked) return false
    const outcome = this.#patterns.answer(said) ?? judgeAnswer(said, asked.id)
    if (outcome === null) return false
    this.#settle(place, asked, { action: 'login', outcome, user: asked.user ?? userIn(said.bodies) })
    return true
  }

  /** RFC 6455 section 7.4: 1008 is a policy violation, 3000 to 4999 are for libraries and applications. */
  #closed(place: Place): boolean {
    const code = Number(place.batch.get(place.row, this.#slots.closeCode))
    const refused = code === 1008 || (code >= 3000 && code <= 4999)
    const asked = stillWaiting(place)[0]
    if (!asked || !refused || place.batch.get(place.row, this.#slots.direction) !== 'server') return false
    this.#settle(place, asked, { action: 'login', outcome: 'failure', user: asked.user })
    return true
  }

  /** A login has its answer: an auth event, and from now on a user where it was let in. */
  #settle(place: Place, asked: PendingLogin, fields: AuthFields): void {
    this.#derive(place, fields)
    this.#conversations.set(place.connection, {
      pending: stillWaiting(place).filter((login) => login !== asked),
      user: (fields.outcome === 'success' ? fields.user : null) ?? place.known.user,
    })
  }

  #derive({ batch, row: parent }: Place, fields: AuthFields): void {
    const row = batch.derive(parent, authBits, authOrigin(batch.origin(parent), fields))
    for (const slot of this.#inherited) batch.set(row, slot, batch.get(parent, slot))
    const own: Readonly<Record<string, Value>> = {
      'event.id': batch.origin(row).id(),
      'event.kind': 'event',
      'event.category': ecsCategory.auth!,
      'event.action': fields.action,
      'event.outcome': fields.outcome,
    }
    for (const [name, value] of Object.entries(own)) batch.set(row, this.#layout.slot(name), value)
    if (fields.user !== null) batch.set(row, this.#slots.user, fields.user)
  }
}

/** A row that may matter, with what was known of its connection before it. */
interface Place {
  readonly batch: Batch
  readonly row: number
  readonly connection: string
  readonly known: Conversation
}

const stillWaiting = ({ batch, row, known }: Place): readonly PendingLogin[] =>
  known.pending.filter(({ us }) => batch.times[row]! - us <= patienceUs)
