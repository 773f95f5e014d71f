// Text and a place in it → whether a person speaks there: words side by side, code between backticks.

const THREE_WORDS = /(?:^|[\s(>*_"'])[A-Za-z]{2,20}[,.:;]? [A-Za-z']{1,20}[,.:;]? [A-Za-z']{2,20}(?:$|[\s,.!?;:)`])/
const SPAN = /`[^`\n]{1,256}`/g

/** Three words in a row, outside of code spans. */
export function isProse(text: string): boolean {
  return THREE_WORDS.test(text.slice(0, 4_096).replace(SPAN, ' ` '))
}

const SHOWN = /<(code|pre|kbd|samp)(?:\s[^<>]{0,128})?>[^<]{0,4096}<\/\1>/gi

// A quote and what goes on behind it, or what goes on behind the backtick itself: nobody begins to show code there.
const LEAVING = /^(?:<[^<>]*>|`)(?:\s{0,8}["'`]\s{0,8}[)\]}]{0,4})?\s{0,8}[;,+*&|^?-]/

/** The text with blanks in the place of code that is shown to people: in elements for it, and between backticks where somebody speaks. */
export function withoutShown(text: string): string {
  const plain = text.includes('</') ? text.replace(SHOWN, blanks) : text
  return plain.includes('`') && isProse(plain) ? plain.replace(SPAN, blanks) : plain
}

function blanks(written: string): string {
  return LEAVING.test(written) ? written : ' '.repeat(written.length)
}

/** Between backticks of Markdown, in a text that speaks outside of them. */
export function isInCodeSpan(text: string, at: number): boolean {
  const from = Math.max(0, text.lastIndexOf('\n\n', at), at - 4_096)
  let isOpen = false
  for (let place = text.indexOf('`', from); place !== -1 && place < at; place = text.indexOf('`', place + 1))
    isOpen = !isOpen
  if (!isOpen || text.indexOf('`', at) === -1) return false
  const around = text.slice(Math.max(0, at - 2_048), at + 2_048).replace(SPAN, ' ` ')
  return /[A-Za-z]{2,}[,.:]? [A-Za-z`]{1,}/.test(around)
}

// What applications hand to commands: an address of a host, of a person, a host's or a file's name.
const VALUE =
  /^(?:(?:[\w-]{1,32}=)?\d{1,3}(?:\.\d{1,3}){3}|[\w.+-]{1,64}@[\w.-]{1,64}|(?:[a-z\d-]{2,63}\.){1,4}(?:com|org|net|io|local|internal|localhost)|[\w/-]{1,64}\.(?:jpe?g|png|gif|txt|pdf|php|html?|docx?|zip))$/i

/** Too little stands before for anybody to have said it: a letter, a bracket that is closed, a quote. */
export function isBare(before: string): boolean {
  const plain = before.trim()
  return (
    plain.length <= 2 ||
    (plain.length <= 16 && /[)"'*$%]$|^(?:FAIL|null|test)$/i.test(plain) && !/\s/.test(plain)) ||
    VALUE.test(plain)
  )
}
