// Text of a stranger → the same with what looks like a credential masked: it is about to be kept and shown.

const names =
  '[\\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|authorization|credential|otp|pin(?:code)?)'

// biome-ignore format: table
const patterns: readonly (readonly [RegExp, string])[] = [
  // "password": "…" and 'password': '…', also where the JSON is a string inside JSON
  [new RegExp(`(\\\\?["']${names}\\\\?["']\\s*:\\s*\\\\?["'])(?:[^"'\\\\]|\\\\[^"'])+`, 'gi'), '$1***'],
  // password=…  (a query, a form)
  [new RegExp(`(\\b${names}=)[^&\\s"'\\\\]+`, 'gi'), '$1***'],
  [/(\bbearer\s+)[\w.~+/=-]+/gi, '$1***'],
  // RFC 7519: three parts in base64url, the first of which opens a JSON object
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '***'],
]

export const maskSecrets = (text: string): string =>
  patterns.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text)
