// The cipher suites that can be read: their number → what they are made of.

export interface Suite {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305'
  readonly hash: 'sha256' | 'sha384'
  readonly keyBytes: 16 | 32
}

const aes128: Suite = { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16 }
const aes256: Suite = { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32 }
const chaCha: Suite = { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32 }

// RFC 8446 appendix B.4; RFC 5288 and RFC 5289; RFC 7905. How keys were agreed on does not matter to who has them.
const suites: ReadonlyMap<number, Suite> = new Map([
  [0x1301, aes128],
  [0x1302, aes256],
  [0x1303, chaCha],
  ...[0x009c, 0x009e, 0xc02b, 0xc02f].map((number) => [number, aes128] as const),
  ...[0x009d, 0x009f, 0xc02c, 0xc030].map((number) => [number, aes256] as const),
  ...[0xcca8, 0xcca9, 0xccaa].map((number) => [number, chaCha] as const),
])

/** Null for one that cannot be read. */
export const suiteOf = (number: number): Suite | null => suites.get(number) ?? null
