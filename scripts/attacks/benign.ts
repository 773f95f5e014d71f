// What goes on at the site while it is attacked: people in a chat, prices, GraphQL, Socket.IO and an upload.
import { lines } from '../../examples/make/talk.ts'
import { logIn, logInWrongly } from './login.ts'
import { Scene } from './scene.ts'

/** Who is there, with the address each has. */
export const people = {
  alice: '203.0.113.10',
  bob: '203.0.113.11',
  obrien: '203.0.113.12',
  heidi: '2001:db8::18',
  erin: '203.0.113.15',
  frank: '203.0.113.16',
  watcher: '203.0.113.17',
  carol: '203.0.113.18',
} as const

type Person = keyof typeof people

/** A quarter of an hour of them, each by a clock of its own. */
export const sitting = (startUs: number, seed: number): readonly Scene[] =>
  (Object.keys(people) as Person[]).map((person, index) => {
    const settings = { startUs: startUs + index * 7_000_000, seed: seed + index, attacker: () => people[person] }
    const scene = new Scene(person, settings)
    talks[person](scene)
    return scene
  })

const talks: Readonly<Record<Person, (scene: Scene) => void>> = {
  alice: (scene) => chat(scene, { subprotocol: 'chat.v1', deflate: true }),
  obrien: (scene) => chat(scene, {}),
  /** Mistypes the password once. */
  bob: (scene) => {
    const visit = scene.open({ subprotocol: 'chat.v1' })
    logInWrongly(visit, 'bob')
    scene.wait(6)
    logIn(visit, 'bob')
    for (const [from, text] of lines.slice(0, 8)) {
      scene.wait(40)
      visit.say({ type: 'say', room: 'lobby', text }).hear({ type: 'said', room: 'lobby', from, text })
    }
    visit.ask({ type: 'logout' }, { type: 'logged_out' }).close()
  },
  heidi: (scene) => {
    const visit = scene.open({ path: '/graphql', subprotocol: 'graphql-transport-ws', cookie: scene.session() })
    visit.ask({ type: 'connection_init', payload: {} }, { type: 'connection_ack' })
    const query = 'subscription { rooms(where: { open: true }) { room } }'
    visit.say({ id: '1', type: 'subscribe', payload: { query } })
    for (let turn = 0; turn < 12; turn++) {
      scene.wait(10 + scene.below(90))
      visit.hear({ id: '1', type: 'next', payload: { data: { room: `room ${scene.below(40)}` } } })
    }
    visit.hear({ id: '1', type: 'complete' }).close()
  },
  /** Twenty kilobytes in five fragments, and notes. */
  erin: (scene) => {
    const visit = scene.open({ path: '/files', cookie: scene.session() })
    const chunk = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 31) & 255))
    visit.fragments(5, { opcode: 2, payload: chunk, everySeconds: 0.04 })
    visit.hear({ type: 'stored', bytes: 20_480 })
    visit
      .ask({ type: 'note', text: 'Minutes of the garden club. '.repeat(60) }, { type: 'stored', bytes: 1680 })
      .close()
  },
  /** Socket.IO version 4 over a WebSocket alone, with its heartbeats. */
  frank: (scene) => {
    const visit = scene.open({ path: '/socket.io/?EIO=4&transport=websocket', cookie: scene.session() })
    visit.hear('0{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}')
    visit.ask('40', '40{"sid":"wZX3oN0bSVIhsaknAAAC"}')
    for (const [from, text] of lines.slice(8, 20)) {
      scene.wait(25)
      visit.hear('2').say('3')
      if (scene.random() < 0.6) visit.say(`42${JSON.stringify(['say', { room: 'garden', text }])}`)
      else visit.hear(`42${JSON.stringify(['said', { room: 'garden', from, text }])}`)
    }
    visit.close()
  },
  /** Administers the site, and has logged in for it. */
  carol: (scene) => {
    const visit = scene.open({ path: '/admin/console', cookie: scene.session() })
    for (let page = 0; page < 6; page++) {
      visit.ask({ type: 'users', page }, { type: 'users', page, names: ['bob', 'erin', 'frank'] })
      scene.wait(30)
    }
    visit.close()
  },
  /** Prices, to somebody who never signs in. */
  watcher: (scene) => {
    const visit = scene.open({ path: '/prices', deflate: true })
    visit.say({ type: 'watch', symbols: ['ACME', 'GLOBEX', 'INITECH'] })
    for (let tick = 0; tick < 80; tick++) {
      scene.wait(2 + scene.below(8))
      const price = 100 + scene.below(4000) / 100
      visit.hear({
        type: 'price',
        symbol: ['ACME', 'GLOBEX', 'INITECH'][tick % 3],
        price,
        at: Math.floor(scene.us / 1000),
      })
      if (tick % 20 === 19)
        visit.frame({ opcode: 9, payload: `${tick}` }, 'server').frame({ opcode: 10, payload: `${tick}` })
    }
    visit.close()
  },
}

function chat(scene: Scene, opening: { readonly subprotocol?: string; readonly deflate?: boolean }): void {
  const visit = scene.open({ ...opening, cookie: scene.session() })
  visit.ask({ type: 'join', room: 'lobby' }, { type: 'joined', room: 'lobby' })
  for (const [from, text] of lines) {
    scene.wait(15 + scene.below(40))
    if (scene.random() < 0.5) visit.say({ type: 'say', room: 'lobby', text })
    visit.hear({ type: 'said', room: 'lobby', from, text })
  }
  visit.close()
}
