// src/event/feature-schema.ts → docs/reference/features.md
import { type FeatureField, featureFields, featureName, featureSchema } from '../../src/event/feature-schema.ts'
import { code, type Generated, page, table } from './generated.ts'

const groups: readonly (readonly [prefix: string, title: string, about: string])[] = [
  ['op_', 'Opcodes', 'In which order a side uses them.'],
  ['fs_', 'Structure', 'The header, the length, the mask.'],
  [
    'pl_',
    'Content',
    'Of the first 4096 bytes, unmasked; of a compressed message after inflation, all of it with its last frame.',
  ],
  ['fg_', 'Fragments', 'How a message is cut into frames. Null for frames that are of no message.'],
  ['tm_', 'Timing', 'When frames come, how many, how much.'],
]

export function featuresPage(): Generated[] {
  const sections = groups.flatMap(([prefix, title, about]) => [
    `## ${title}`,
    about,
    table(['feature', 'type', 'what it is', 'what it tells'], rowsOf(prefix)),
  ])
  return [
    page('docs/reference/features.md', '`src/event/feature-schema.ts`', 'Features of a frame', [
      `${featureFields.length} numbers that every frame has, as \`websocket.features.*\`: \`frame where websocket.features.pl_token_score >= 9\`. They are computed where a rule, a baseline or \`tripline events\` asks for them, each in a bounded number of steps, from little more than 2 KiB that are remembered of a connection.`,
      'A side is compared with itself: what came before is what the same side of the same connection said before. A moving mean with (1/32) takes in one thirty-second of each new value; what has a half-life counts half after that time. A value that there is none of, such as the pause before the first frame, is null. [What was decided about them](../decisions/what-the-features-of-a-frame-are.md).',
      ...sections,
    ]),
  ]
}

const rowsOf = (prefix: string): string[][] =>
  featureFields
    .filter((field) => featureName(field).startsWith(prefix))
    .map((field) => [code(featureName(field)), typeOf(field), featureSchema[field].doc, featureSchema[field].tells])

function typeOf(field: FeatureField): string {
  const feature = featureSchema[field]
  return 'unit' in feature ? `${feature.type} in ${feature.unit}` : feature.type
}
