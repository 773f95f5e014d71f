// A team's chat: prose, code snippets, Markdown, HTML, names with apostrophes, emoji; some sign in by a message.
import { chatLines } from './chat-lines.ts'
import type { Person } from './people.ts'
import type { Chance } from './random.ts'
import { type Place, Script, talkOf } from './script.ts'
import type { Talk } from './talk.ts'
import { type Visit, visitsOf } from './visits.ts'

const place: Place = { host: 'app.chat.example.com', path: '/socket', subprotocol: 'chat.v2', isDeflated: true }
const rooms = ['general', 'backend', 'frontend', 'random', 'incidents']

/** Who says what when: all that are there read it. */
interface Line {
  readonly at: number
  readonly by: Person
  readonly room: string
  readonly text: string
}

export function chat(chance: Chance, people: readonly Person[], deployAt: number): Talk[] {
  const visits = people.flatMap((person) => {
    const from = chance.is(0.5) ? chance.between(0, 60) : chance.between(60, 1800)
    const to = chance.is(0.6) ? 3600 : Math.min(3600, from + chance.between(300, 2400))
    return visitsOf(chance, { person, from, to, deployAt })
  })
  const lines = said(chance, people)
  return visits.map((visit) => talkOf(visit, place, scriptOf(chance, visit, lines)))
}

function said(chance: Chance, people: readonly Person[]): readonly Line[] {
  const lines: Line[] = []
  for (let at = 20; at < 3600; at += chance.pause(7))
    lines.push({ at, by: chance.of(people), room: chance.of(rooms), text: chance.of(chatLines) })
  return lines
}

function scriptOf(chance: Chance, visit: Visit, lines: readonly Line[]): Script {
  const { from, to, person } = visit
  const script = new Script().pings(visit, 25)
  if (visit.isFirst && chance.is(0.5)) signIn(chance, script, visit)
  else script.client(from + 0.2, { type: 'resume', lastEventId: `e${chance.whole(1, 1e6)}` })
  const start = from + 5
  script.server(start, {
    type: 'presence',
    users: Array.from({ length: 12 }, () => ({ name: person.name, state: chance.of(['active', 'away']) })),
  })
  for (const { at, by, room, text } of lines) {
    if (at < start || at > to) continue
    const message = {
      type: 'message',
      room,
      id: chance.uuid(),
      author: by.name,
      text,
      sentAt: new Date(1.77e12 + at * 1000).toISOString(),
    }
    if (by === person) {
      for (let key = at - 4; key < at - 1; key += 2) script.client(key, { type: 'typing', room })
      script.client(at, { type: 'say', room, nonce: chance.hex(12), text })
      if (chance.is(0.1))
        script.client(at + 12, { type: 'edit', room, nonce: chance.hex(12), text: `${text} (edited)` })
    }
    script.server(at + chance.between(0.03, 0.2), message)
    if (chance.is(0.05))
      script.client(at + chance.between(2, 9), {
        type: 'react',
        room,
        messageId: message.id,
        emoji: chance.of(['👍', '🎉', ':tada:', '❤️']),
      })
    if (chance.is(0.04))
      script.client(at + chance.between(3, 9), {
        type: 'search',
        q: chance.of(["O'Brien", 'from:ann "deploy"', 'release AND notes', '5 > 3', 'SELECT', '%d items']),
      })
  }
  return script
}

/** One password in seven is mistyped, some of these twice. */
function signIn(chance: Chance, script: Script, { from, person }: Visit): void {
  const user = person.name.toLowerCase().replace(/[^\p{L}]+/gu, '.')
  let at = from + 0.4
  for (let wrong = chance.is(0.14) ? chance.whole(1, 2) : 0; wrong > 0; wrong--) {
    script.client(at, {
      type: 'login',
      user,
      password: chance.of(['corect horse', 'p@$$word;-1', "o'brien76", 'Tr0ub4dor&3 ']),
    })
    script.server(at + 0.15, { type: 'login_failed', reason: 'wrong user or password' })
    at += chance.between(1, 2)
  }
  script.client(at, {
    type: 'login',
    user,
    password: chance.of(["correct horse ' battery", 'p@$$w0rd;--1', 'S3l3ct*From', 'Tr0ub4dor&3']),
  })
  script.server(at + 0.2, { type: 'login_ok', user, token: chance.hex(32) })
}
