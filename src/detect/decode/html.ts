// A text with HTML's character references → what a browser reads; null where there are none.

// HTML section 13.5, those that stand for what markup and scripts are made of. biome-ignore format: table
const named: Readonly<Record<string, string>> = {
  lt: '<',
  LT: '<',
  gt: '>',
  GT: '>',
  quot: '"',
  QUOT: '"',
  amp: '&',
  AMP: '&',
  apos: "'",
  nbsp: ' ',
  colon: ':',
  semi: ';',
  lpar: '(',
  rpar: ')',
  lbrack: '[',
  lsqb: '[',
  rbrack: ']',
  rsqb: ']',
  lbrace: '{',
  lcub: '{',
  rbrace: '}',
  rcub: '}',
  sol: '/',
  bsol: '\\',
  equals: '=',
  plus: '+',
  comma: ',',
  period: '.',
  excl: '!',
  quest: '?',
  grave: '`',
  DiacriticalGrave: '`',
  Tab: '\t',
  NewLine: '\n',
  num: '#',
  dollar: '$',
  percnt: '%',
  ast: '*',
  midast: '*',
  lowbar: '_',
  UnderBar: '_',
  vert: '|',
  verbar: '|',
  VerticalLine: '|',
  commat: '@',
  Hat: '^',
}

/** These are read without their semicolon too. */
const bare = new Set(['lt', 'LT', 'gt', 'GT', 'quot', 'QUOT', 'amp', 'AMP', 'nbsp'])

const references = /&(?:#[xX]0{0,16}([\da-fA-F]{1,6});?|#0{0,16}(\d{1,7});?|([a-zA-Z]{2,16})(;?))/g

export function html(text: string): string | null {
  let isFound = false
  const decoded = text.replace(references, (whole, hex?: string, decimal?: string, name?: string, end?: string) => {
    const read = name === undefined ? numeric(hex, decimal) : byName(name, end === ';')
    if (read === null) return whole
    isFound = true
    return read
  })
  return isFound ? decoded : null
}

function numeric(hex: string | undefined, decimal: string | undefined): string | null {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : null
}

function byName(name: string, isEnded: boolean): string | null {
  if (Object.hasOwn(named, name) && (isEnded || bare.has(name))) return named[name]!
  if (isEnded) return null
  // `&ltscript`: the reference ends where no longer name fits.
  const start = [...bare].find((one) => name.startsWith(one))
  return start === undefined ? null : named[start]! + name.slice(start.length)
}
