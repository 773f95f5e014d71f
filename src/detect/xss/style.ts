// A style sheet or a style attribute → whether it runs script in any browser that had such a thing.

const COMMENT = /\/\*[^*]{0,512}\*\//g
// CSS syntax 4.3.7: up to six hexadecimal digits and one white space.
const CSS_ESCAPE = /\\([0-9a-f]{1,6})[ \t\n\f\r]?/gi
const DROPPED = /[\x00-\x20\x7f-\xa0\\]+/g
const ACTIVE = /expression\(|(?:java|vb|live)script:|-moz-binding:|behaviou?r:|@import|-o-link:/
// A value is told letter by letter: of the rules, the one that fits loads something.
const TELLING = /\[value[$^*~|]?=[^\]]{0,64}\][^{}]{0,256}\{[^}]{0,256}url\(/i
const MOST = 16_384

export function styleRuns(style: string): boolean {
  const plain = style.slice(0, MOST).replace(COMMENT, '').replace(CSS_ESCAPE, unescapeCss).replace(DROPPED, '')
  if (TELLING.test(plain)) return true
  return ACTIVE.test(plain.toLowerCase()) || ACTIVE.test(plain.normalize('NFKC').toLowerCase())
}

function unescapeCss(whole: string, hex: string): string {
  const code = Number.parseInt(hex, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole
}
