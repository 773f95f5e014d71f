// Text and the place of a `<` that opens no element → the instruction to a parser or a server that it is.

// Processing instructions that load style sheets with script or bind elements to files.
const INSTRUCTION = /<\?(?:xml-stylesheet|import|xml:namespace)\s/iy
// A server's script that prints markup.
const SERVER_SCRIPT = /<\?(?:php|=)?\s{0,16}(?:echo|print|include|eval|system)\b/iy

// What a web server puts in the place of it.
const SERVER_INCLUDE = /<!--#(?:exec|include|echo|printenv)\s/iy

/** The shape of it, or null for a text's own `<`. */
export function findInstruction(text: string, at: number): string | null {
  if (isAt(INSTRUCTION, text, at)) return 'active-instruction'
  return isAt(SERVER_SCRIPT, text, at) || isAt(SERVER_INCLUDE, text, at) ? 'server-script' : null
}

function isAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}
