// A source of type syslog in the config → listening where it says.
import type { Config } from '../../config/schema.ts'
import type { Source } from '../../event/source.ts'
import { addressText } from '../../intake/syslog/listener.ts'
import { openSyslog, type SyslogSettings } from '../../intake/syslog/source.ts'
import { type FoundConfig, readSecret } from '../config.ts'
import { namedConnector } from './named-connector.ts'
import type { Opening } from './sources.ts'

export type ConfiguredSyslog = Extract<Config['sources'][number], { type: 'syslog' }>

/** As long as a log's lines may be late: a proxy buffers them whether it sends them or writes them. */
export const usualLatenessUs = 5_000_000

export async function syslogSource(
  configured: ConfiguredSyslog,
  found: FoundConfig,
  { request, signal, keep, log }: Opening,
): Promise<Source> {
  const connector = namedConnector(configured)
  const source = await openSyslog({
    ...{ id: syslogId(configured), connector, request, signal, keep },
    listen: addressesOf(configured, found),
    latenessUs: configured.lateness ?? connector?.connector.latenessUs ?? usualLatenessUs,
  })
  log.info('Syslog is received.', { source: source.info.id, at: source.where.join(', ') })
  return source
}

/** The same after a restart, also where the system chose the port. */
export function syslogId({ listen, udp, tcp, tls }: ConfiguredSyslog): string {
  const addresses = [listen, udp, tcp, tls?.listen].flatMap((each) => (each ? [addressText(each)] : []))
  return `syslog:${[...new Set(addresses)].join('+')}`
}

function addressesOf({ listen, udp, tcp, tls }: ConfiguredSyslog, { resolve }: FoundConfig): SyslogSettings['listen'] {
  const secret = (path: string): string => readSecret(resolve(path))
  return {
    udp: udp ?? listen ?? null,
    tcp: tcp ?? listen ?? null,
    tls: tls
      ? {
          ...tls.listen,
          key: secret(tls.key_file),
          cert: secret(tls.cert_file),
          ...(tls.client_ca_file !== undefined && { clientCa: secret(tls.client_ca_file) }),
        }
      : null,
  }
}
