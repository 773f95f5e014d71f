// `203.0.113.7:51234` and `[2001:db8::7]:51234` → the address, or the port.

export function addressOf(endpoint: string): string | null {
  const colon = endpoint.lastIndexOf(':')
  const address = colon < 0 ? endpoint : endpoint.slice(0, colon)
  return (address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address) || null
}

export function portOf(endpoint: string): string | null {
  const colon = endpoint.lastIndexOf(':')
  return colon < 0 || colon === endpoint.length - 1 ? null : endpoint.slice(colon + 1)
}
