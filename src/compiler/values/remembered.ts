// A function of a text that takes long → the same, which remembers the last text: rules ask of one message again and again.

export function remembered<Result>(of: (text: string) => Result): (text: string) => Result {
  let known: string | null = null
  let result: Result
  return (text) => {
    if (text !== known) {
      result = of(text)
      known = text
    }
    return result
  }
}
