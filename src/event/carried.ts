// Fields that an incident has of the events that it is made of, under their own names.

/** Where all of the events agree on them. */
// biome-ignore format: list
export const sharedFields = [
  'source.ip', 'source.port', 'client.ip', 'destination.ip', 'destination.port', 'url.domain', 'url.path', 'user.name',
  'session.id', 'http.request.origin', 'user_agent.original', 'websocket.subprotocol',
] as const

/** With all the values that the events have: whoever looks at one of the connections is to find the incident. */
export const gatheredField = 'websocket.connection.id'
