// A text with \uXXXX, \u{X}, \xXX and octal escapes → what scripts read; null where there are none.

const escapes = /\\(?:u([\da-fA-F]{4})|u\{0{0,16}([\da-fA-F]{1,6})\}|x([\da-fA-F]{2})|([0-3][0-7]{2}))/g

export function backslash(text: string): string | null {
  let isFound = false
  const decoded = text.replace(escapes, (whole, four?: string, braced?: string, two?: string, octal?: string) => {
    const code = octal === undefined ? Number.parseInt((four ?? braced ?? two)!, 16) : Number.parseInt(octal, 8)
    if (code > 0x10ffff) return whole
    isFound = true
    return String.fromCodePoint(code)
  })
  return isFound ? decoded : null
}
