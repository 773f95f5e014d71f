// All subprotocols that are decoded, in the order in which a message's shape is held against them.
import { graphql } from './graphql.ts'
import { jsonRpc } from './json-rpc.ts'
import { mqtt } from './mqtt.ts'
import { signalr } from './signalr.ts'
import { socketio } from './socketio.ts'
import { stomp } from './stomp.ts'

export const decoders = [socketio, stomp, signalr, graphql, jsonRpc, mqtt] as const
