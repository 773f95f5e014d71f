// Too much of everything, and passwords tried: fast, slowly, and from many places.
import type { Attack } from './attack.ts'
import { logIn, logInWrongly } from './login.ts'
import type { Scene } from './scene.ts'

export const flooding: readonly Attack[] = [
  {
    rule: 'byte_flood',
    about: 'Three hundred megabytes within half a minute from one address.',
    play: (scene) => {
      const visit = scene.open({ path: `/${scene.own('files')}` })
      for (let part = 0; part < 38; part++) {
        visit.bulk('client', 8 << 20)
        scene.wait(0.6)
      }
      visit.hear({ stored: 38 }).close()
    },
  },
  {
    rule: 'credential_stuffing',
    about: 'A list of users from elsewhere, one password each, twelve within five minutes.',
    play: (scene) => {
      const visit = scene.open({ agent: 'client/1.0', origin: null })
      for (let user = 0; user < 12; user++) {
        logInWrongly(visit, scene.own(`user${user}`))
        scene.wait(24)
      }
      visit.close()
    },
  },
  {
    rule: 'endpoint_enumeration',
    about: 'A program asks for a WebSocket at one path after the other.',
    play: (scene) => {
      for (const path of [
        'ws',
        'socket',
        'live',
        'api',
        'stream',
        'events',
        'feed',
        'push',
        'rt',
        'hub',
        'sock',
        'v2',
      ]) {
        scene.refused(404, { path: `/${path}`, agent: 'finder/3', origin: null })
        scene.wait(0.5)
      }
    },
  },
  {
    rule: 'guessing_over_handshakes',
    about: 'A token guessed in the header of one handshake after the other.',
    play: (scene) => {
      for (let guess = 0; guess < 15; guess++) {
        const headers = { Authorization: `Bearer ${scene.bytes(12).toString('hex')}` }
        scene.refused(401, { headers, agent: 'guess/2.1', origin: null })
        scene.wait(2)
      }
    },
  },
  {
    rule: 'handshake_flood',
    about: 'Thirty connections a second, which say nothing.',
    play: (scene) => {
      for (let connection = 0; connection < 150; connection++) {
        const visit = scene.open({ agent: 'load/0.9', origin: null })
        scene.wait(0.03)
        visit.drop()
      }
    },
  },
  {
    rule: 'message_flood',
    about: 'Three hundred messages a second.',
    play: (scene) => {
      const visit = scene.open({ agent: 'load/0.9', origin: null })
      for (let line = 0; line < 2500; line++) {
        visit.frame({ opcode: 1, payload: `{"type":"say","room":"lobby","text":"line ${line}"}` })
        scene.wait(0.003)
      }
      visit.close()
    },
  },
  {
    rule: 'slow_guessing_of_one_user',
    about: 'One user tried from six addresses, once every five minutes, for four hours and a half.',
    play: (scene) => guessSlowly(scene, { guesses: 54, addresses: 6, everySeconds: 300 }),
  },
  {
    rule: 'slow_password_guessing',
    about: 'A guess every six minutes from one address, for five hours.',
    play: (scene) => guessSlowly(scene, { guesses: 50, addresses: 1, everySeconds: 360 }),
  },
  {
    rule: 'stuffing_from_many_addresses',
    about: 'Sixty users from twenty-five addresses within eight minutes, none of them often.',
    play: (scene) => {
      const host = `${scene.own('login')}.example.com`
      for (let user = 0; user < 60; user++) {
        const visit = scene.open({ from: scene.attacker(user % 25), host, origin: `https://${host}` })
        logInWrongly(visit, scene.own(`user${user}`))
        visit.close()
        scene.wait(7.5)
      }
    },
  },
  {
    rule: 'user_flood',
    about: 'One user says three hundred and fifty lines a second, from three addresses.',
    play: (scene) => {
      const visits = [0, 1, 2].map((number) => scene.open({ from: scene.attacker(number), agent: 'load/0.9' }))
      for (const visit of visits) logIn(visit, scene.own('judy'))
      for (let line = 0; line < 3600; line++) {
        visits[line % 3]!.frame({ opcode: 1, payload: `{"type":"say","room":"lobby","text":"line ${line}"}` })
        scene.wait(0.0025)
      }
      for (const visit of visits) visit.close()
    },
  },
]

interface SlowGuessing {
  readonly guesses: number
  readonly addresses: number
  readonly everySeconds: number
}

/** One connection a guess, from the addresses in turn. */
function guessSlowly(scene: Scene, { guesses, addresses, everySeconds }: SlowGuessing): void {
  for (let guess = 0; guess < guesses; guess++) {
    const visit = scene.open({ from: scene.attacker(guess % addresses), deflate: guess % 2 === 1 })
    logInWrongly(visit, scene.own('admin'))
    visit.close()
    scene.wait(everySeconds)
  }
}
