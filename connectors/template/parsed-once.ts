// The formats that a product ships with are few, and those of every source: each is parsed once.

/** To be asked for such formats alone: all of them are kept. */
export function parsedOnce<Parsed>(parse: (format: string) => Parsed): (format: string) => Parsed {
  const known = new Map<string, Parsed>()
  return (format) => {
    const before = known.get(format)
    if (before !== undefined) return before
    const parsed = parse(format)
    known.set(format, parsed)
    return parsed
  }
}
