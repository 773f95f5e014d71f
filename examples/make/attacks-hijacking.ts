// Cross-site WebSocket hijacking: a page elsewhere opens a socket, and the victim's browser adds the victim's cookie.
import type { Attack } from './attacks.ts'
import { browse, open } from './clients.ts'
import { victims } from './network.ts'

export const hijackingAttacks: readonly Attack[] = [
  {
    id: 'foreign-origin',
    class: 'hijacking',
    about:
      'While grace is in the chat, a page of prizes.example.net opens a second socket in her session and reads her rooms.',
    addresses: [victims.grace],
    rules: {
      capture: [
        'foreign_origin_with_session',
        'session_reopened_from_foreign_origin',
        'foreign_page_speaks_without_token',
      ],
      log: [],
    },
    run: async () => {
      const cookie = await browse(victims.grace, 'grace')
      const own = await open({ from: victims.grace, path: '/chat', cookie })
      own.say({ type: 'history', room: 'garden' })
      await own.hear('history')
      await readHistory(victims.grace, cookie, 'https://prizes.example.net')
      await own.bye()
    },
  },
  {
    id: 'opaque-origin',
    class: 'hijacking',
    about: 'A sandboxed frame, whose Origin is the text null, opens a socket with the cookie of judy.',
    addresses: [victims.judy],
    rules: { capture: ['null_origin_with_session', 'foreign_page_speaks_without_token'], log: [] },
    run: async () => readHistory(victims.judy, await browse(victims.judy, 'judy'), 'null'),
  },
  {
    id: 'lookalike-origin',
    class: 'hijacking',
    about:
      'A page of chat.example.com.login.example.net, which begins like the site itself, opens a socket with the cookie of mallet.',
    addresses: [victims.mallet],
    rules: {
      capture: ['foreign_origin_with_session', 'lookalike_origin', 'foreign_page_speaks_without_token'],
      log: [],
    },
    run: async () =>
      readHistory(victims.mallet, await browse(victims.mallet, 'mallet'), 'https://chat.example.com.login.example.net'),
  },
]

async function readHistory(from: string, cookie: string, origin: string): Promise<void> {
  const stolen = await open({ from, path: '/chat', cookie, origin })
  stolen.say({ type: 'history', room: 'private' })
  await stolen.hear('history')
  await stolen.bye()
}
