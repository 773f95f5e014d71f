// Files that are sent up: binary in fragments, pictures as Base64 in JSON, names of all kinds; and receipts.
import type { Person } from './people.ts'
import type { Chance } from './random.ts'
import { type Place, Script, talkOf } from './script.ts'
import type { Talk } from './talk.ts'
import { type Visit, visitsOf } from './visits.ts'

const place: Place = { host: 'app.files.example.com', path: '/upload' }

const fileNames = [
  'report (final).pdf',
  "O'Brien & Sons – offer.docx",
  'IMG_20261122_101533.jpg',
  'Screenshot 2026-11-20 at 14.02.11.png',
  'budget 50% & more; v2.xlsx',
  'select * of the best.zip',
  'a/b/c/photo.heic',
  '..hidden.txt',
  'Präsentation_Müller.pptx',
  '写真.jpg',
  'backup.tar.gz',
  "it's done.mov",
]

/** How files of some kinds begin. */
const beginnings = [
  '89504e470d0a1a0a',
  'ffd8ffe000104a464946',
  '255044462d312e370a',
  '504b0304140000000800',
  '1f8b0800000000000003',
  '000000206674797069736f6d',
]

export const upload = (chance: Chance, people: readonly Person[]): Talk[] =>
  people.flatMap((person) => {
    const from = chance.between(0, 1500)
    const visits = visitsOf(chance, { person, from, to: chance.is(0.4) ? 3600 : from + chance.between(120, 1500) })
    return visits.map((visit) => talkOf(visit, place, scriptOf(chance, visit)))
  })

/** A few files one after the other; then the tab is left open, and nobody says anything but pings. */
function scriptOf(chance: Chance, visit: Visit): Script {
  const script = new Script().pings(visit, 30)
  let at = visit.from + 1
  for (let files = chance.whole(1, 8); files > 0 && at < visit.to - 10; files--) {
    const size = Math.min(chance.size(60_000, 1.2), 1_500_000)
    at = chance.is(0.3) ? picture(chance, script, at, Math.min(size, 60_000)) : file(chance, script, at, size)
    at += chance.pause(25)
  }
  return script
}

const chunkBytes = 65_536

function file(chance: Chance, script: Script, at: number, size: number): number {
  const uploadId = chance.uuid()
  script.client(at, {
    type: 'begin',
    uploadId,
    name: chance.of(fileNames),
    size,
    lastModified: chance.whole(1.7e12, 1.77e12),
  })
  script.server(at + 0.05, { type: 'go', uploadId, chunkBytes })
  const rate = chance.between(100_000, 2_000_000)
  let when = at + 0.1
  for (let sent = 0; sent < size; sent += chunkBytes) {
    const payload = noise(chance, Math.min(chunkBytes, size - sent))
    if (sent === 0) payload.set(Buffer.from(chance.of(beginnings), 'hex').subarray(0, payload.length))
    script.client(when, payload, chance.is(0.5) ? { fragmentBytes: 16_384 } : {})
    when += payload.length / rate
    script.server(when, { type: 'progress', uploadId, received: sent + payload.length })
  }
  script.server(when + 0.1, { type: 'stored', uploadId, sha256: chance.hex(64), url: `/f/${chance.hex(10)}` })
  return when
}

/** Incompressible, and made quickly. */
function noise(chance: Chance, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let i = 0, state = chance.whole(1, 2 ** 31 - 1); i < length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[i] = state
  }
  return bytes
}

function picture(chance: Chance, script: Script, at: number, size: number): number {
  const data = `data:image/png;base64,${Buffer.concat([Buffer.from(beginnings[0]!, 'hex'), noise(chance, size)]).toString('base64')}`
  script.client(at, { type: 'avatar', name: chance.of(fileNames), data })
  script.server(at + 0.3, { type: 'stored', url: `/avatar/${chance.hex(10)}.png` })
  return at + 0.5
}
