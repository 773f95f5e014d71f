// An attribute's value as written → as the HTML parser hands it on: character references replaced.

// The references that spell script: punctuation and white space. Letters have no names.
// biome-ignore format: table
const NAMED: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0',
  Tab: '\t', NewLine: '\n', excl: '!', QUOT: '"', num: '#', dollar: '$', percnt: '%', AMP: '&',
  lpar: '(', rpar: ')', ast: '*', midast: '*', plus: '+', comma: ',', period: '.', sol: '/',
  colon: ':', semi: ';', LT: '<', equals: '=', GT: '>', quest: '?', commat: '@',
  lsqb: '[', lbrack: '[', bsol: '\\', rsqb: ']', rbrack: ']', Hat: '^', lowbar: '_', grave: '`', DiacriticalGrave: '`',
  lcub: '{', lbrace: '{', verbar: '|', vert: '|', rcub: '}', rbrace: '}', shy: '\u00ad', ZeroWidthSpace: '\u200b',
}

// HTML standard 13.2.5.72: a numeric reference may lack its semicolon and carry any number of zeros.
const REFERENCE = /&(?:#[xX]0{0,64}([0-9a-fA-F]{1,6})|#0{0,64}([0-9]{1,7})|([A-Za-z]{2,20}));?/g

export function decodeReferences(value: string): string {
  return value.includes('&') ? value.replace(REFERENCE, decodeReference) : value
}

function decodeReference(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name]! : whole
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole
}
