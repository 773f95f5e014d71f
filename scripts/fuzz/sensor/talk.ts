// What two sides say to each other, without TCP below it → what the sensor tells of it.
import { defaultBounds } from '../../../src/sensor/bounds.ts'
import { Budget, type Holder } from '../../../src/sensor/budget.ts'
import type { SensorContext } from '../../../src/sensor/context.ts'
import { emptyCounters } from '../../../src/sensor/counters.ts'
import { Dialogue, type DialogueSettings, type Speech } from '../../../src/sensor/dialogue.ts'
import { Emitter } from '../../../src/sensor/emitter.ts'
import { type Ends, Handshakes } from '../../../src/sensor/handshakes.ts'
import { parseRequest, parseResponse } from '../../../src/sensor/http-head.ts'
import { KnownTexts } from '../../../src/sensor/known-texts.ts'
import { RecentSegments } from '../../../src/sensor/recent-segments.ts'
import type { Scene, SensorRecord } from '../../../src/sensor/record.ts'
import { Scratch } from '../../../src/sensor/scratch.ts'
import { KeyLog } from '../../../src/sensor/tls/key-log.ts'
import { SealedTally } from '../../../src/sensor/tls/sealed.ts'
import { WebSocket } from '../../../src/sensor/websocket.ts'
import { upgradeRequest, upgradeResponse } from '../../../test/sensor/packets.ts'
import type { Reading, Told } from './target.ts'
import { bareLayout, layout, request, tight } from './tight.ts'
import { framesOf, toldOf } from './told.ts'

/** One piece of what is said. */
export interface Said {
  readonly fromClient: boolean
  readonly bytes: Buffer
}

/** From the first byte of HTTP/1.1 on. */
export const listen = (said: Iterable<Said>, reading: Reading, keys = new KeyLog()): Told =>
  hear(said, reading, { keys, speech: (context, settings) => new Dialogue(context, settings) })

/** From the first frame on. `extensions`: as the handshake agreed on them. */
export function listenToFrames(said: Iterable<Said>, reading: Reading, extensions: string): Told {
  const scene = upgraded(extensions)
  return hear(said, reading, {
    keys: noKeys,
    speech: (context, { charge }) => new WebSocket(context, scene, charge),
  })
}

const noKeys = new KeyLog()

interface Hearing {
  readonly keys: KeyLog
  readonly speech: (
    context: SensorContext,
    settings: DialogueSettings,
  ) => Pick<Speech, 'data' | 'end'> & { shed(): unknown }
}

function hear(said: Iterable<Said>, { isTight, cut }: Reading, { keys, speech }: Hearing): Told {
  const context = contextOf(isTight, keys)
  const { budget, emitter } = context
  emitter.begin()
  const holder: Holder = { heldBytes: 0, shed: () => void heard.shed() }
  const charge = (bytes: number): void => budget.charge(holder, bytes)
  const handshakes = new Handshakes(context, () => ends)
  const heard = speech(context, { handshakes, charge, onUpgrade: () => {} })
  for (const { fromClient, bytes } of said) {
    emitter.advance(emitter.us + 1000, 0)
    let from = 0
    for (const to of [...cut(bytes.length), bytes.length]) {
      if (to > from) heard.data(fromClient, bytes, from, to)
      from = to
    }
    budget.enforce()
    if (isTight && budget.used > tight.keptBytes) throw new Error(`keeps ${budget.used} bytes`)
  }
  heard.end('fin', true, { us: emitter.us, nanos: 0 })
  if (budget.used !== 0) throw new Error(`keeps ${budget.used} bytes at the end`)
  return { text: toldOf(emitter.records), frames: framesOf(emitter.records) }
}

/** Keeps the records as they are: what columns are made of is for captures to try. */
class Recorder extends Emitter {
  readonly records: SensorRecord[] = []

  begin(): void {
    this.records.length = this.sequence = 0
    this.us = startUs
    this.lastUs = Number.NEGATIVE_INFINITY
  }

  override emit(record: SensorRecord): void {
    this.records.push(record)
  }
}

const bare = new Recorder(bareLayout)
const full = new Recorder(layout)

/** Where little is kept, nobody wants texts either. */
function contextOf(isTight: boolean, keys: KeyLog): SensorContext & { readonly emitter: Recorder } {
  const bounds = isTight ? tightBounds : defaultBounds
  return {
    bounds,
    request,
    emitter: isTight ? bare : full,
    counters: emptyCounters(),
    budget: new Budget(bounds.keptBytes),
    scratch,
    recent,
    texts: new KnownTexts(),
    keys,
    sealed: new SealedTally(),
  }
}

const tightBounds = { ...defaultBounds, ...tight }
const scratch = new Scratch()
const recent = new RecentSegments(defaultBounds.recentBytes)

/** The scene behind a handshake that agreed on these extensions, made once. */
function upgraded(extensions: string): Scene {
  const known = scenes.get(extensions)
  if (known !== undefined) return known
  const offer = extensions === '' ? {} : { 'Sec-WebSocket-Extensions': extensions }
  const [request, response] = [parseRequest(upgradeRequest('/', offer)), parseResponse(upgradeResponse(offer))]
  const scene = new Handshakes(contextOf(false, noKeys), () => ends).tell(request!, response, true)
  scenes.set(extensions, scene)
  return scene
}

const scenes = new Map<string, Scene>()

const startUs = Date.UTC(2026, 0, 5) * 1000

const ends: Ends = {
  client: { version: 4, words: Int32Array.of(0, 0, 0, 0x0a000001), port: 40000 },
  server: { version: 4, words: Int32Array.of(0, 0, 0, 0x0a000002), port: 80 },
  us: startUs,
  nanos: 0,
}
