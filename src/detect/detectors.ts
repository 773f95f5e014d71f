// All detectors, by hand. A new one is a folder and a line here.
import type { Detector } from './detector.ts'
import { ldapi } from './ldapi/detector.ts'
import { nosqli } from './nosqli/detector.ts'
import { pathTraversal } from './path_traversal/detector.ts'
import { shellInjection } from './shell_injection/detector.ts'
import { sqli } from './sqli/detector.ts'
import { templateInjection } from './template_injection/detector.ts'
import { xpathi } from './xpathi/detector.ts'
import { xss } from './xss/detector.ts'
import { xxe } from './xxe/detector.ts'

// biome-ignore format: a line each
export const detectors: readonly Detector[] = [
  ldapi,
  nosqli,
  pathTraversal,
  shellInjection,
  sqli,
  templateInjection,
  xpathi,
  xss,
  xxe,
]
