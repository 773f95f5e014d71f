// Where the rows of a HAR came from: each holds its entry's head, not the messages beside it.
import type { Origin } from '../../src/event/batch.ts'
import { categoryBits, ecsCategory } from '../../src/event/category.ts'
import type { FieldName } from '../../src/event/schema.ts'
import { formatTime } from '../../src/event/time.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import type { EventKind } from '../access/fields.ts'
import { dataset, documentOf, fieldsOf, idOf, inheritedFields, type Scene, type Shown } from './events.ts'
import { bytesOf, type HarMessage, readClose } from './messages.ts'

/** Loads a scene where its values are asked for again. */
export type Show = (scene: Scene) => Shown

export class EntryOrigin implements Origin {
  readonly isCompact = true
  readonly #scene: Scene
  readonly #kind: EventKind
  readonly #show: Show

  constructor(scene: Scene, kind: EventKind, show: Show) {
    this.#scene = scene
    this.#kind = kind
    this.#show = show
  }

  id(): string {
    return idOf(this.#scene, this.#kind)
  }

  document(): EventDocument {
    return documentOf(fieldsOf[this.#kind], this.#show(this.#scene))
  }
}

/** Of a message or a close frame. */
export class MessageOrigin implements Origin {
  readonly isCompact = true
  readonly scene: Scene
  readonly message: HarMessage
  /** From 0, over both directions. */
  readonly number: number
  readonly #show: Show

  constructor(scene: Scene, message: HarMessage, number: number, show: Show) {
    this.scene = scene
    this.message = message
    this.number = number
    this.#show = show
  }

  get sequence(): number {
    return this.scene.at + 1 + this.number
  }

  id(): string {
    return `${this.scene.connection}:m${this.number}`
  }

  document(): EventDocument {
    const own = Object.entries(messageFields).map(([name, read]) => [name, read(this)] as const)
    return {
      ...documentOf(inheritedFields, this.#show(this.scene)),
      ...Object.fromEntries(own.filter(([, value]) => value !== null)),
    }
  }
}

export const messageBits: Readonly<Record<HarMessage['type'], number>> = {
  text: categoryBits(ecsCategory.message!),
  binary: categoryBits(ecsCategory.message!),
  close: categoryBits(ecsCategory.close!),
}

/** What a message has of its own. */
// biome-ignore format: table
export const messageFields: Readonly<Partial<Record<FieldName, (origin: MessageOrigin) => Value>>> = {
  '@timestamp':                  ({ message }) => formatTime(message.us),
  'event.id':                    (origin) => origin.id(),
  'event.sequence':              ({ sequence }) => sequence,
  'event.kind':                  () => 'event',
  'event.category':              ({ message }) => ecsCategory[message.type === 'close' ? 'close' : 'message']!,
  'event.type':                  () => info,
  'event.dataset':               () => dataset,
  'websocket.direction':         ({ message }) => message.side,
  'websocket.message.type':      ({ message }) => (message.type === 'close' ? null : message.type),
  'websocket.message.bytes':     ({ message }) => (message.type === 'close' ? null : bytesOf(message)),
  'websocket.payload.text':      ({ message }) => (message.type === 'text' ? cut(message.data) : null),
  'websocket.payload.truncated': ({ message }) => (message.type === 'text' ? message.data.length > longestText : null),
  'websocket.close.code':        ({ message }) => (message.type === 'close' ? readClose(message).code : null),
  'websocket.close.reason':      ({ message }) => (message.type === 'close' ? readClose(message).reason : null),
}

const info = ['info']

/** As much as is kept of a message in a capture. */
const longestText = 1024 * 1024

const cut = (text: string): string => (text.length > longestText ? text.slice(0, longestText) : text)
