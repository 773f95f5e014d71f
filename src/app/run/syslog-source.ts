// A source of type syslog in the config → listening where it says.
import type { Config } from '../../config/schema.ts'
import type { Source } from '../../event/source.ts'
import { addressText } from '../../intake/syslog/listener.ts'
import { openSyslog, type SyslogSettings, type SyslogSource } from '../../intake/syslog/source.ts'
import type { FoundConfig } from '../config.ts'
import { readSecret } from '../secret-file.ts'
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
  tellDrops(source, { log, signal })
  return source
}

const usualTellMs = 60_000

/** What is lost is told now and then, as long as more is. */
export function tellDrops(
  { info, traffic }: Pick<SyslogSource, 'info' | 'traffic'>,
  {
    log,
    signal,
    what = 'Syslog was dropped: it comes faster than it can be taken in.',
  }: Pick<Opening, 'log' | 'signal'> & { readonly what?: string },
  everyMs = usualTellMs,
): void {
  let told = 0
  const timer = setInterval(() => {
    const { dropped } = traffic()
    if (dropped > told) log.error(what, { source: info.id, messages: dropped - told })
    told = dropped
  }, everyMs)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

/** The same after a restart, also where the system chose the port. */
export function syslogId({ listen, udp, tcp, tls }: ConfiguredSyslog): string {
  const addresses = [listen, udp, tcp, tls?.listen].flatMap((each) => (each ? [addressText(each)] : []))
  return `syslog:${[...new Set(addresses)].join('+')}`
}

function addressesOf(configured: ConfiguredSyslog, { config, resolve }: FoundConfig): SyslogSettings['listen'] {
  const { listen, udp, tcp, tls } = configured
  const place = `sources.${config.sources.indexOf(configured)}.tls`
  const secret = (name: string, path: string): string => readSecret(resolve(path), `${place}.${name}`)
  return {
    udp: udp ?? listen ?? null,
    tcp: tcp ?? listen ?? null,
    tls: tls
      ? {
          ...tls.listen,
          key: secret('key_file', tls.key_file),
          cert: secret('cert_file', tls.cert_file),
          ...(tls.client_ca_file !== undefined && { clientCa: secret('client_ca_file', tls.client_ca_file) }),
        }
      : null,
  }
}
