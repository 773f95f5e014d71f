// A count → as many rules as people write them: each asks for something of its own, in one of twelve shapes.
import type { RuleText } from '../../src/compiler/compile.ts'

/** `n` is in all that tells a rule from the others. */
type Shape = (n: number) => string

const failed = 'event.outcome == "failure"'

// biome-ignore format: table
const shapes: readonly Shape[] = [
  // Events, by what a field is or is one of.
  (n) => `request where url.path == "/api/v1/item${n}" and http.response.status_code >= 500`,
  (n) => `handshake where http.request.origin in ("https://a${n}.example.net", "https://b${n}.example.net") and session.id != null`,
  (n) => `message where websocket.subprotocol == "v${n}.chat" and websocket.message.bytes > ${1000 + n}`,
  // By a part of a text, at its beginning, its end or anywhere, in either case.
  (n) => `request where url.path : "/admin${n}/*" and not source.ip == "10.0.0.0/8"`,
  (n) => `request where url.path like ("*.bak${n}", "*.old${n}")`,
  (n) => `message where websocket.payload.text like~ "*drop table t${n}*"`,
  (n) => `handshake where user_agent.original : "*scanner/${n}.*"`,
  // By a pattern.
  (n) => `message where websocket.payload.text regex ".*token${n}=[0-9a-f]{8,}.*"`,
  // Counted.
  (n) => `auth where ${failed} and user.name == "service${n}"\n    | stats n = count() by source.ip over 5m\n    | where n >= 5`,
  (n) => `message where websocket.payload.text : "*\\"op\\":\\"call${n}\\"*"\n    | stats users = count_distinct(user.name) by source.ip over tumbling 1m\n    | where users >= 10`,
  // One after the other, and what did not come.
  (n) => `sequence by source.ip with maxspan=5m\n      [request where url.path == "/login${n}"]\n      [request where url.path : "/export${n}/*"]`,
  (n) => `sequence by websocket.connection.id with maxspan=30s\n      [handshake where url.path == "/ws/${n}"]\n      ![auth where event.outcome == "success"]`,
]

export const manyRules = (count: number): readonly RuleText[] =>
  Array.from({ length: count }, (_, n) => ({
    path: `generated_rule_${n}.trip`,
    text: `rule generated_rule_${n} {\n  title "Rule ${n}"\n  level low\n  detect\n    ${shapes[n % shapes.length]!(n)}\n}\n`,
  }))
