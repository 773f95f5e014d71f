// All detectors, by hand. A new one is a folder and a line here.
import type { Detector } from './detector.ts'
import { pathTraversal } from './path_traversal/detector.ts'
import { xss } from './xss/detector.ts'

export const detectors: readonly Detector[] = [pathTraversal, xss]
