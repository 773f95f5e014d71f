// kibana/*.ts → the files that Kibana imports.
import { detectionRule } from '../../kibana/detection-rule.ts'
import { objects } from '../../kibana/objects.ts'
import { toNdjson } from '../../kibana/saved-object.ts'
import type { Generated } from './generated.ts'

export const kibanaFiles = (): Generated[] => [
  { path: 'kibana/tripline.ndjson', text: toNdjson(objects) },
  { path: 'kibana/detection-rule.ndjson', text: `${JSON.stringify(detectionRule)}\n` },
]
