// What leaves: secrets, lists of people, one thing after the other, or simply very much.
import type { Attack } from './attack.ts'

export const exfiltration: readonly Attack[] = [
  {
    rule: 'addresses_of_many_people',
    about: 'Twenty-five pages of a list of members, thirty addresses each.',
    play: (scene) => {
      const visit = scene.open({ path: '/members', deflate: true })
      for (let page = 0; page < 25; page++) {
        const members = Array.from({ length: 30 }, (_, row) => ({ mail: `member${page * 30 + row}@mail.example.org` }))
        visit.ask({ type: 'members', page }, { type: 'members', members })
        scene.wait(8)
      }
      visit.close()
    },
  },
  {
    rule: 'download_beyond_what_is_usual',
    about: 'At an endpoint of short answers the server begins to send a megabyte a second to one client.',
    play: (scene) => {
      const path = `/${scene.own('reports')}`
      const visits = [0, 1, 2].map((number) => scene.open({ from: scene.bystander(number), path }))
      for (let turn = 0; turn < 60; turn++) {
        for (const visit of visits) visit.ask({ report: turn }, { report: turn, total: 100 + scene.below(900) })
        scene.wait(15)
      }
      const visit = scene.open({ path })
      visit.say({ report: 'all' })
      for (let part = 0; part < 40; part++) {
        visit.bulk('server', 250_000)
        scene.wait(0.25)
      }
      for (const each of [...visits, visit]) each.close()
    },
  },
  {
    rule: 'large_volume_to_one_client',
    about: 'More than a gibibyte within half an hour, in messages of eight megabytes.',
    play: (scene) => {
      const visit = scene.open({ path: `/${scene.own('archive')}` })
      for (let part = 0; part < 135; part++) {
        visit.say({ part }).bulk('server', 8 << 20)
        scene.wait(12)
      }
      visit.close()
    },
  },
  {
    rule: 'more_sent_than_received',
    about: 'A client sends a hundred and twenty megabytes, and gets a word for each ten.',
    play: (scene) => {
      const visit = scene.open({ path: `/${scene.own('sync')}` })
      for (let part = 0; part < 12; part++) {
        visit.bulk('client', 10_000_000).hear({ stored: part })
        scene.wait(60)
      }
      visit.close()
    },
  },
  {
    rule: 'secrets_in_server_messages',
    about: 'An order comes with the number of the card that paid for it, and a key.',
    play: (scene) => {
      const visit = scene.open({ path: '/orders', deflate: true })
      visit.ask({ order: 17 }, { order: 17, paid: { by: 'ann example', card: '4111 1111 1111 1111' } }).close()
    },
  },
  {
    rule: 'walk_through_ids',
    about:
      'A client asks for a hundred and sixty orders of two shops by turns, some twice in a minute, some after a quarter of an hour.',
    play: (scene) => {
      const visit = scene.open({ path: '/orders' })
      const next = [4000, 81_000]
      for (let turn = 0; turn < 160; turn++) {
        const shop = scene.below(2)
        visit.ask({ type: 'order', orderId: next[shop]!++ }, { type: 'order', state: 'sent' })
        scene.wait(turn % 20 === 19 ? 900 : 11 + scene.below(30))
      }
      visit.close()
    },
  },
]
