// A line that is none of an Application Load Balancer's → what it is instead, where that can be told.

/** Lines of other balancers of AWS lie in the same buckets. */
export function whyNot(line: string): string | null {
  if (/^\d{4}-\d\d-\d\dT\S+Z \S+ \S+:\d+ /.test(line)) return 'written by a Classic Load Balancer'
  if (/^(?:tls|tcp|udp|quic) \d\.\d /.test(line)) return 'written by a Network Load Balancer'
  if (/^(?:http|https|h2|ws|wss|grpcs) \d{4}-/.test(line)) return 'cut short'
  if (/^\d+\.\d+ |^\d{4}-\d\d-\d\dT\S+ \S+ \d+ /.test(line)) return 'of a connection log'
  return null
}
