// A text → the messages that applications would carry it in.

export const carriers: Readonly<Record<string, (text: string) => string>> = {
  'nested JSON': (text) =>
    JSON.stringify({
      type: 'update',
      data: { user: { name: 'Ann', roles: ['editor'] }, items: [{ id: 7, value: text }] },
    }),
  'socket.io': (text) => `42/rooms,12${JSON.stringify(['say', { room: 'lobby', text }])}`,
  'graphql-ws': (text) =>
    JSON.stringify({
      id: '3',
      type: 'subscribe',
      payload: { query: 'subscription Found($q: String!) { found(q: $q) { id name } }', variables: { q: text } },
    }),
  'JSON-RPC': (text) => JSON.stringify({ jsonrpc: '2.0', id: 5, method: 'search', params: [text, { limit: 20 }] }),
  'plain text': (text) => text,
}
