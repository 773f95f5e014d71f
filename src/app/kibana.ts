// `store.elasticsearch` of the config and Kibana's URL → what installing in Kibana needs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperationalError } from '../errors.ts'
import type { Kibana } from '../kibana/ask.ts'
import type { KibanaFiles } from '../kibana/install.ts'
import type { FoundConfig } from './config.ts'
import { readCredentials } from './credentials.ts'
import { packageRoot } from './root.ts'

/** The credentials are the ones for Elasticsearch: Kibana asks it who they are. */
export const kibanaOf = (found: FoundConfig, url: string, space: string | undefined): Kibana => ({
  url: checked(url),
  ...readCredentials(found),
  ...(space === undefined ? {} : { space }),
})

function checked(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new OperationalError('USAGE', { details: `${url} is no URL of a Kibana. Write --kibana https://host:5601` })
  }
  if (parsed.username !== '' || parsed.search !== '') {
    const details = 'Credentials come from store.elasticsearch in the config: leave them out of the URL of Kibana.'
    throw new OperationalError('USAGE', { details })
  }
  return url
}

export const shippedKibana = (): KibanaFiles => ({
  objects: readFileSync(join(packageRoot, 'kibana/tripline.ndjson'), 'utf8'),
  rule: readFileSync(join(packageRoot, 'kibana/detection-rule.ndjson'), 'utf8'),
})
