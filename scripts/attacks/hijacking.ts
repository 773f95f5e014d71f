// Cross-site WebSocket hijacking: a page elsewhere opens a socket, and the browser adds its user's cookie.
import type { Attack } from './attack.ts'
import type { Scene } from './scene.ts'
import { type Opening, site } from './visit.ts'

const prizes = 'https://prizes.example.net'

export const hijacking: readonly Attack[] = [
  {
    rule: 'burst_of_foreign_origins',
    about: 'A program tries six origins until one is let in.',
    play: (scene) => {
      const origins = ['https://example.net', 'https://a.example.net', 'https://b.example.net', 'http://localhost:3000']
      for (const origin of [...origins, 'https://chat.example.org']) {
        scene.refused(403, { origin, agent: 'probe/1.0' })
        scene.wait(4)
      }
      scene.open({ origin: 'https://www.example.org', agent: 'probe/1.0' }).close()
    },
  },
  {
    rule: 'foreign_origin_with_session',
    about: 'A page of another site opens a socket in the session of its visitor, and only listens.',
    play: (scene) => {
      const visit = scene.open({ origin: prizes, cookie: scene.session() })
      scene.wait(2)
      visit.hear({ type: 'said', room: 'private', from: 'carol', text: 'see you at eight' }).close()
    },
  },
  {
    rule: 'foreign_page_in_many_sessions',
    about: 'Six people with a session visit the page within half an hour.',
    play: (scene) => {
      const own = `https://${scene.own('prizes')}.example.net`
      for (let visitor = 0; visitor < 6; visitor++) {
        readHistory(scene, { from: scene.attacker(visitor), origin: own, cookie: scene.session(`visitor${visitor}`) })
        scene.wait(300)
      }
    },
  },
  {
    rule: 'foreign_page_speaks_without_token',
    about: 'The page asks for the history of a private room, and gets it.',
    play: (scene) => readHistory(scene, { origin: prizes, cookie: scene.session(), deflate: true }),
  },
  {
    rule: 'lookalike_origin',
    about: 'The page is at a name that begins like the site itself.',
    play: (scene) =>
      readHistory(scene, { origin: `https://${site.host}.${scene.own('x')}.example.net`, cookie: scene.session() }),
  },
  {
    rule: 'missing_origin_with_session',
    about: 'A program says that it is a browser and has the cookie of one, but sends no Origin.',
    play: (scene) => readHistory(scene, { origin: null, cookie: scene.session() }),
  },
  {
    rule: 'null_origin_with_session',
    about: 'A sandboxed frame, whose Origin is null, opens a socket in the session of its visitor.',
    play: (scene) => readHistory(scene, { origin: 'null', cookie: scene.session() }),
  },
  {
    rule: 'session_reopened_from_foreign_origin',
    about: 'While its user is in the chat, the page opens a second socket in the same session.',
    play: (scene) => {
      const cookie = scene.session()
      const own = scene.open({ cookie })
      own.ask({ type: 'history', room: 'lobby' }, { type: 'history', lines: ['good morning'] })
      scene.wait(60)
      readHistory(scene, { origin: prizes, cookie })
      own.close()
    },
  },
]

function readHistory(scene: Scene, opening: Opening): void {
  const visit = scene.open(opening)
  scene.wait(0.2)
  visit.ask(
    { type: 'history', room: 'private' },
    { type: 'history', room: 'private', lines: ['the key is under the mat'] },
  )
  visit.close()
}
