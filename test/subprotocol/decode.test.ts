// Messages in messages/ → what is decoded of each. A line is a message: a JSON string for a text, hexadecimal digits for
// octets; `subprotocol …` and `path …` before them are what the handshake said.
import { describe } from 'vitest'
import { decode, type Handshake } from '../../src/subprotocol/decode.ts'
import { decoders } from '../../src/subprotocol/decoders.ts'
import { Message } from '../../src/subprotocol/message.ts'
import { golden } from '../cases.ts'

const folder = new URL('./messages', import.meta.url).pathname

describe('messages', () => {
  golden(folder, '.messages', '.decoded', (text) => {
    let handshake: Handshake = { subprotocol: null, path: null }
    const shown: string[] = []
    for (const line of text.split('\n')) {
      const said = /^(subprotocol|path) (.*)$/.exec(line)
      if (said) handshake = { subprotocol: null, path: null, [said[1]!]: said[2] === '-' ? null : said[2] }
      if (said || line === '' || line.startsWith('#')) shown.push(line)
      else shown.push(line, `  ${show(decode(messageOf(line), handshake, decoders))}`)
    }
    return shown.join('\n')
  })
})

const messageOf = (line: string): Message =>
  line.startsWith('"')
    ? new Message(JSON.parse(line) as string, null)
    : new Message('', Buffer.from(line.replaceAll(' ', ''), 'hex'))

/** Without what is not there. */
const show = (decoded: ReturnType<typeof decode>): string =>
  decoded === null
    ? '-'
    : `${decoded.decoder.prefix} ${decoded.records.map((one) => JSON.stringify(one, (_, value) => value ?? undefined)).join('\n    ')}`
