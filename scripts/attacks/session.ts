// Weak authentication, and sessions in the wrong hands.
import type { Attack } from './attack.ts'
import { logIn, logInWrongly, tryToken } from './login.ts'
import type { Scene } from './scene.ts'
import type { Opening } from './visit.ts'

const history = { type: 'history', room: 'lobby' }
const lines = { type: 'history', lines: ['good morning', 'has anybody seen the minutes?'] }

/** A session is used and left, and so many seconds later used again in another way. */
function playAgain(scene: Scene, seconds: number, differently: Opening): void {
  const cookie = scene.session()
  scene.open({ cookie }).ask(history, lines).close()
  scene.wait(seconds)
  scene
    .open({ cookie, ...differently })
    .ask(history, lines)
    .close()
}

export const session: readonly Attack[] = [
  {
    rule: 'guessing_then_success',
    about: 'Eight wrong passwords within a minute, then the right one.',
    play: (scene) => {
      const visit = scene.open()
      for (let guess = 0; guess < 8; guess++) {
        logInWrongly(visit, scene.own('admin'))
        scene.wait(6)
      }
      logIn(visit, scene.own('admin'))
      visit.close()
    },
  },
  {
    rule: 'guessing_in_one_connection_then_success',
    about: 'Eight tokens within a minute in one connection, of which the last is good.',
    play: (scene) => {
      const visit = scene.open()
      for (let guess = 0; guess < 7; guess++) {
        tryToken(visit, `t-${1000 + guess}`).hear({ type: 'auth_failed', error: 'no such token' })
        scene.wait(7)
      }
      tryToken(visit, 't-1007').hear({ type: 'auth_ok', user: scene.own('heidi') })
      visit.ask(history, lines).close()
    },
  },
  {
    rule: 'guessing_over_connections_then_success',
    about: 'A token for each connection: the server closes with 1008, until one is good.',
    play: (scene) => {
      const guesser: Opening = { agent: 'guess/2.1', origin: null }
      for (let guess = 0; guess < 14; guess++) {
        tryToken(scene.open(guesser), `t-${2000 + guess}`).close(1008, 'server')
        scene.wait(4)
      }
      const visit = tryToken(scene.open(guesser), 't-2014').hear({ type: 'auth_ok', user: scene.own('ivan') })
      visit.ask(history, lines).close()
    },
  },
  {
    rule: 'message_after_logout',
    about: 'A client that goes on asking after its logout, and is answered.',
    play: (scene) => {
      const visit = scene.open({ deflate: true })
      logIn(visit, scene.own('dave'))
      visit.ask({ type: 'logout' }, { type: 'logged_out' })
      scene.wait(5)
      visit.ask(history, lines).close()
    },
  },
  {
    rule: 'never_asked_again',
    about: 'A connection that is still in use thirteen hours after its login.',
    play: (scene) => {
      const visit = scene.open()
      logIn(visit, scene.own('erin'))
      for (let quarter = 0; quarter < 13 * 4; quarter++) {
        scene.wait(900)
        visit.ask(history, lines)
      }
      visit.close()
    },
  },
  {
    rule: 'no_login_on_sensitive_path',
    about: 'Somebody uses the console of the administrators without a login, for half a minute and more.',
    play: (scene) => {
      const visit = scene.open({ path: '/admin/console' })
      for (let turn = 0; turn < 5; turn++) {
        visit.ask({ type: 'users', page: turn }, { type: 'users', names: ['alice', 'bob'] })
        scene.wait(9)
      }
      visit.close()
    },
  },
  {
    rule: 'password_guessing_over_frames',
    about: 'One guess for a connection: the server closes with 1008, and the client comes back with the next.',
    play: (scene) => {
      for (let guess = 0; guess < 8; guess++) {
        const visit = scene.open({ agent: 'guess/2.1', origin: null })
        visit.say({ action: 'auth', user: scene.own('admin'), password: `guess ${guess}` }).close(1008, 'server')
        scene.wait(3)
      }
    },
  },
  {
    rule: 'session_from_two_addresses',
    about: 'A session cookie that is used from a second address, by another program.',
    play: (scene) => {
      const cookie = scene.session()
      scene.open({ cookie }).ask(history, lines).close()
      scene.wait(300)
      scene
        .open({ cookie, from: scene.attacker(1), agent: 'python-websockets/15.0', origin: null })
        .ask(history, lines)
        .close()
    },
  },
  {
    rule: 'session_spoken_by_two',
    about:
      'A session cookie that is used from a second address while its user talks, by a program that names itself alike.',
    play: (scene) => {
      const cookie = scene.session()
      const [user, thief] = [scene.open({ cookie }), scene.open({ cookie, from: scene.attacker(1) })]
      for (const visit of [user, thief, user, thief]) {
        visit.ask(history, lines)
        scene.wait(2)
      }
      for (const visit of [user, thief]) visit.close()
    },
  },
  {
    rule: 'session_closed_and_opened_elsewhere',
    about: 'Somebody closes the chat at a desk, and twenty seconds later the session is opened elsewhere.',
    play: (scene) => playAgain(scene, 20, { from: scene.attacker(1) }),
  },
  {
    rule: 'session_from_two_agents',
    about: 'A session cookie that was taken from a browser, in a program on the same machine.',
    play: (scene) => playAgain(scene, 300, { agent: 'python-requests/2.32', origin: null }),
  },
  {
    rule: 'session_from_two_networks',
    about: 'A session cookie that is used from the network of another provider.',
    notInCaptures: 'Packets do not tell whose network an address is of. Cloudflare does.',
    play: (scene) => playAgain(scene, 300, { from: scene.attacker(200) }),
  },
  {
    rule: 'session_outlives_its_end',
    about: 'A session is closed for cause in one connection, and goes on talking in another for minutes.',
    play: (scene) => {
      const cookie = scene.session()
      const [first, second] = [scene.open({ cookie }), scene.open({ cookie, deflate: true })]
      first.ask(history, lines).close(1008, 'server')
      for (let turn = 0; turn < 14; turn++) {
        scene.wait(20)
        second.ask(history, lines)
      }
      second.close()
    },
  },
  {
    rule: 'token_in_url',
    about: 'An app that has its token in the URL, where every log keeps it.',
    play: (scene) => {
      const path = `/chat?token=${Buffer.from(scene.own('token')).toString('hex')}&room=lobby`
      scene.open({ path, origin: null, agent: 'app/4.2' }).ask(history, lines).close()
    },
  },
  {
    rule: 'user_changes_within_connection',
    about: 'A connection that logs in as one user and then as another.',
    play: (scene) => {
      const visit = scene.open()
      logIn(visit, scene.own('frank'))
      visit.ask(history, lines)
      scene.wait(40)
      logIn(visit, scene.own('admin'))
      visit.ask(history, lines).close()
    },
  },
]
