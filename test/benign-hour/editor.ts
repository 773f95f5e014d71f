// Documents that several people write together: rich text as HTML, operations, cursors, states in binary, snapshots of all sizes.
import type { Person } from './people.ts'
import type { Chance } from './random.ts'
import { type Place, Script, talkOf } from './script.ts'
import type { Talk } from './talk.ts'
import { type Visit, visitsOf } from './visits.ts'

const placeOf = (doc: string): Place => ({ host: 'app.docs.example.com', path: `/collab/${doc}`, isDeflated: true })

const paragraphs = [
  '<p>The <strong>quarterly</strong> numbers: 5 &gt; 3, and that&#39;s <em>good</em>.</p>',
  '<h2>Minutes</h2><ul><li>O\'Brien: budget</li><li>D’Arcy: "later"</li></ul>',
  '<p><a href="https://wiki.example.com/page?id=7&amp;v=2" target="_blank" rel="noopener">link</a> and <code>npm run build</code></p>',
  '<table><tbody><tr><td colspan="2">Total</td><td style="text-align:right">42</td></tr></tbody></table>',
  '<p style="color:#333;font-family:Arial,sans-serif">pasted from <span class="mso">Word</span></p>',
  '<figure><img src="/media/7f3a.png" alt="chart &lt;1&gt;" width="640" height="480"><figcaption>Fig. 1</figcaption></figure>',
  '<pre><code class="language-sql">SELECT name FROM people WHERE age &gt; 30 ORDER BY name;</code></pre>',
  '<pre><code class="language-html">&lt;script src="app.js"&gt;&lt;/script&gt;</code></pre>',
  '<blockquote><p>It is what it is -- he said</p></blockquote>',
  '<p>Formula: =SUM(A1:A3)*2; if(A1&gt;3;"yes";"no")</p>',
]

export function editor(chance: Chance, people: readonly Person[], deployAt: number): Talk[] {
  const docs = Array.from({ length: 4 }, () => chance.uuid())
  return people.flatMap((person, index) => {
    const doc = docs[index % docs.length]!
    const from = chance.between(0, 1200)
    const to = chance.is(0.5) ? 3600 : chance.between(1500, 3500)
    return visitsOf(chance, { person, from, to, deployAt }).map((visit) =>
      talkOf(visit, placeOf(doc), scriptOf(chance, visit, index)),
    )
  })
}

function scriptOf(chance: Chance, visit: Visit, index: number): Script {
  const { from, to, person } = visit
  const script = new Script().pings(visit, 30)
  script.client(from + 0.1, { type: 'auth', token: `${chance.hex(16)}.${chance.hex(24)}`, user: person.name })
  script.server(from + 0.2, { type: 'authenticated', scope: 'read-write' })
  script.server(from + 0.3, snapshot(chance))
  let version = chance.whole(100, 4000)
  for (let at = from + 15; at < to; at += 15) script.client(at, presence(chance, person))
  // Others' cursors and changes, and a person's own when they write.
  for (let at = from + 2; at < to; at += chance.pause(3))
    script.server(at, chance.is(0.5) ? presence(chance, person) : change(chance, version++))
  for (let burst = from + chance.pause(120); burst < to; burst += chance.pause(240)) {
    for (let at = burst, keys = chance.whole(10, 80); keys > 0; keys--, at += chance.between(0.08, 0.6)) {
      script.client(at, index % 3 === 2 ? state(chance) : change(chance, version))
      script.server(at + 0.05, { type: 'ack', version: version++ })
    }
  }
  return script
}

/** All of a document: most are short, some hold pictures. */
function snapshot(chance: Chance) {
  const length = Math.min(chance.size(8_000, 1.6), 1_200_000)
  const content: string[] = []
  for (let size = 0; size < length; size += content.at(-1)!.length)
    content.push(size > 100_000 ? `<img src="data:image/jpeg;base64,${chance.hex(30_000)}">` : chance.of(paragraphs))
  return { type: 'snapshot', version: chance.whole(1, 4000), content: content.join('') }
}

const presence = (chance: Chance, { name }: Person) => ({
  type: 'presence',
  user: { name, color: `#${chance.hex(6)}` },
  cursor: { anchor: chance.whole(0, 9000), head: chance.whole(0, 9000) },
})

const written =
  "Bed & breakfast; it's O'Brien's -- 5 > 3, so: id or not? (see page 7) The cat and the dog; lists of items, who is next? \"Yes\" & no. "

/** What was typed since the last operation. */
function typed(chance: Chance): string {
  const at = chance.whole(0, written.length - 5)
  return written.slice(at, at + chance.whole(1, 5))
}

/** One operation, as editors exchange it; now and then a paste. */
function change(chance: Chance, version: number) {
  const insert = chance.is(0.06) ? chance.of(paragraphs) : typed(chance)
  const ops = [
    { retain: chance.whole(0, 9000) },
    chance.is(0.2)
      ? { delete: chance.whole(1, 9) }
      : { insert, attributes: chance.is(0.1) ? { bold: true, link: 'https://example.com/?a=1&b=2' } : undefined },
  ]
  return { type: 'op', baseVersion: version, ops }
}

/** An update of a replicated data type, in binary. */
const state = (chance: Chance): Buffer =>
  Buffer.concat([Buffer.from([0, 2, chance.whole(1, 90)]), chance.bytes(chance.whole(8, 60))])
