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
  const start = fromBase64(body.slice(0, 24))
  // Most that are no text show it in their first octets.
  if (start === null || !isReadable(start)) return null
  const whole = fromBase64(body)
  return whole !== null && isReadable(whole) ? asUtf8(whole) : null
}

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
