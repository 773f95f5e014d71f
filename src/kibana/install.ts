// Kibana's address and our files → data views, searches, dashboards and the detection rule are there.
import type { Kibana } from './ask.ts'
import { importObjects, type ObjectOutcome } from './import-objects.ts'
import { type DetectionRule, putRule, type RuleOutcome } from './put-rule.ts'

export interface KibanaFiles {
  /** Saved objects, one a line. */
  readonly objects: string
  /** The detection rule as JSON. */
  readonly rule: string
}

export interface KibanaReport {
  readonly objects: readonly ObjectOutcome[]
  readonly rule: RuleOutcome
}

/** Safe to repeat. Throws where nothing could be installed; what failed in part stands in the report. */
export async function installKibana(kibana: Kibana, files: KibanaFiles): Promise<KibanaReport> {
  const objects = await importObjects(kibana, files.objects)
  const rule = await putRule(kibana, JSON.parse(files.rule) as DetectionRule)
  return { objects, rule }
}
