// A text with fullwidth letters, octets of zero, or UTF-7 → the plain letters that lenient readers take them for; null where there are none.

const wide = /[\uff01-\uff5e]|\0/g
const utf7 = /\+([A-Za-z\d/]{3,64})-/g

export function unicode(text: string): string | null {
  const plain = text.replace(wide, (character) =>
    character === '\0' ? '' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  )
  return plain === text ? null : plain
}

/** RFC 2152: what stands between `+` and `-` is UTF-16 in Base64. Only where all of it are plain letters. */
export function fromUtf7(text: string): string | null {
  const plain = text.replace(utf7, (whole, shifted: string) => {
    const read = utf16(shifted)
    return /^[\x20-\x7e]+$/.test(read) ? read : whole
  })
  return plain === text ? null : plain
}

function utf16(shifted: string): string {
  const octets = atob(shifted.slice(0, shifted.length - (shifted.length % 4 === 1 ? 1 : 0)))
  let text = ''
  for (let at = 0; at + 1 < octets.length; at += 2)
    text += String.fromCharCode((octets.charCodeAt(at) << 8) | octets.charCodeAt(at + 1))
  return text
}
