// What is against the rules of the house, whoever does it.
import type { Attack } from './attack.ts'

const history = { type: 'history', room: 'lobby' }
const lines = { type: 'history', lines: ['good morning'] }

export const policy: readonly Attack[] = [
  {
    rule: 'clear_text_on_public_address',
    about: 'A server at an address that everybody reaches answers without TLS.',
    play: (scene) => {
      const host = `${scene.own('plain')}.example.com`
      const visit = scene.open({ server: scene.attacker(100), host, origin: `http://${host}` })
      visit.ask(history, lines).close()
    },
  },
  {
    rule: 'connection_idle',
    about: 'A connection in which nothing is said for forty minutes.',
    play: (scene) => {
      const visit = scene.open()
      visit.ask(history, lines)
      scene.wait(2400)
      visit.ask(history, lines).close()
    },
  },
  {
    rule: 'connection_over_24_hours',
    about: 'A connection of twenty-five hours.',
    play: (scene) => {
      const visit = scene.open({ deflate: true })
      for (let third = 0; third < 75; third++) {
        visit.ask(history, lines)
        scene.wait(1200)
      }
      visit.close()
    },
  },
  {
    rule: 'connection_without_user',
    about: 'Three minutes at the console of the administrators, and nothing that tells who it was.',
    play: (scene) => {
      const visit = scene.open({ path: `/admin/${scene.own('log')}` })
      for (let turn = 0; turn < 6; turn++) {
        visit.ask({ type: 'log', page: turn }, lines)
        scene.wait(30)
      }
      visit.close()
    },
  },
  {
    rule: 'fragments_beyond_limit',
    about: 'A message in 1200 fragments of forty bytes.',
    play: (scene) =>
      void scene
        .open()
        .fragments(1200, { payload: 'x'.repeat(40), everySeconds: 0.02 })
        .close(),
  },
  {
    rule: 'message_beyond_limit',
    about: 'A message of twenty megabytes.',
    play: (scene) => {
      const visit = scene.open({ path: `/${scene.own('files')}` })
      visit.bulk('client', 20_000_000).hear({ stored: 1 }).close()
    },
  },
]
