// A text that is Base64 of readable text → that text; null where it is anything else: a picture, a key, a name.

const shape = /^[A-Za-z\d+/_-]+={0,2}$/
const dataUrl = /^data:(?!image\/(?!svg)|audio\/|video\/|font\/)[\w.+/-]{0,64}(?:;[\w=.+-]{1,64}){0,4};base64,/i

/** Shorter ones are words. */
export const shortestBase64 = 12
const most = 1 << 16

export function base64(text: string): string | null {
  const head = text.charCodeAt(0) === 0x64 ? (dataUrl.exec(text.slice(0, 400))?.[0] ?? '') : ''
  const body = head === '' ? text : text.slice(head.length)
  if (body.length < shortestBase64 || body.length > most || !shape.test(body)) return null
  if (!mayBeText(body)) return null
  const whole = fromBase64(body)
  return whole !== null && isReadable(whole) ? asUtf8(whole) : null
}

/** Most that are no text show it in one of their first octets. The last four may be padding. */
function mayBeText(body: string): boolean {
  const end = Math.min(body.length - 4, 24)
  for (let at = 0; at < end; at += 4) {
    const four =
      (sextet(body, at) << 18) | (sextet(body, at + 1) << 12) | (sextet(body, at + 2) << 6) | sextet(body, at + 3)
    if (!isTextOctet(four >> 16) || !isTextOctet((four >> 8) & 0xff) || !isTextOctet(four & 0xff)) return false
  }
  return true
}

const values = new Map(
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (letter, value) => [
    letter.charCodeAt(0),
    value,
  ]),
)
const valueOfCode = new Uint8Array(128)
for (const [code, value] of values) valueOfCode[code] = value
for (const [url, plain] of ['-+', '_/']) valueOfCode[url!.charCodeAt(0)] = values.get(plain!.charCodeAt(0))!

const sextet = (body: string, at: number): number => valueOfCode[body.charCodeAt(at)]!

const isTextOctet = (octet: number): boolean =>
  (octet >= 0x20 && octet !== 0x7f && octet < 0xf5) || octet === 0x09 || octet === 0x0a || octet === 0x0d

/** A character for each octet. */
function fromBase64(text: string): string | null {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  try {
    return atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain)
  } catch {
    return null
  }
}

const isReadable = (octets: string): boolean => {
  for (let at = 0; at < octets.length; at++) {
    const code = octets.charCodeAt(at)
    if ((code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0x7f) return false
    // Above ASCII only as UTF-8 has it: an octet that begins a character, and one that goes on.
    if (code >= 0xf5 || code === 0xc0 || code === 0xc1) return false
    if (code >= 0xc2 && at + 1 < octets.length && (octets.charCodeAt(at + 1) & 0xc0) !== 0x80) return false
    if (code >= 0x80 && code < 0xc0 && (at === 0 || octets.charCodeAt(at - 1) < 0x80)) return false
  }
  return true
}

function asUtf8(octets: string): string {
  return new TextDecoder().decode(Uint8Array.from(octets, (octet) => octet.charCodeAt(0)))
}
