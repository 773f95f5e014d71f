// The handshakes of one connection → their events, and the scene of what follows each.
import { addressText, communityId, type Endpoint } from './address.ts'
import type { SensorContext } from './context.ts'
import { readClientIp, readHandshake, unseenHandshake } from './handshake.ts'
import type { RequestHead, ResponseHead } from './http-head.ts'
import type { KnownTexts } from './known-texts.ts'
import type { Recognised } from './midstream.ts'
import { HandshakeRecord, type Identity, type Scene } from './record.ts'

export interface Ends {
  readonly client: Endpoint
  readonly server: Endpoint
  /** When the connection began. */
  readonly us: number
  readonly nanos: number
}

export class Handshakes {
  private readonly context: SensorContext
  private readonly ends: () => Ends
  private identity: Identity | null = null
  private attempts = 0

  /** `ends` is asked once, by the first handshake. */
  constructor(context: SensorContext, ends: () => Ends) {
    this.context = context
    this.ends = ends
  }

  /** Who talks to whom. */
  who(): Identity {
    this.identity ??= identify(this.ends(), this.context.texts)
    return this.identity
  }

  /** `response` is null where none came. Each stream of HTTP/2 is a connection of its own. */
  tell(request: RequestHead, response: ResponseHead | null, accepted: boolean, stream?: number): Scene {
    const { emitter, request: settings, texts } = this.context
    const identity = this.who()
    const scene = {
      identity: stream === undefined ? identity : { ...identity, id: `${identity.id}/${stream}` },
      handshake: texts.handshake(readHandshake(request, response, accepted, settings)),
      realClientIp: readClientIp(request, identity.clientIp, settings),
    }
    const attempt = stream === undefined ? ++this.attempts : 1
    emitter.emit(new HandshakeRecord(scene, emitter.moment(), attempt))
    return scene
  }

  /** The scene of a connection that is a WebSocket by its frames. */
  unseen({ isCompressed, confidence }: Recognised): Scene {
    const identity = this.who()
    return { identity, handshake: unseenHandshake(isCompressed), realClientIp: identity.clientIp, confidence }
  }
}

function identify({ client, server, us, nanos }: Ends, texts: KnownTexts): Identity {
  const flow = communityId(client, server)
  return {
    id: `${flow}-${us}${nanos === 0 ? '' : `.${String(nanos).padStart(3, '0')}`}`,
    communityId: flow,
    clientIp: addressText(client),
    clientPort: client.port,
    serverIp: texts.text(addressText(server)),
    serverPort: server.port,
  }
}
