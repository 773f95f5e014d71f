// Expressions that go on where a string of XPath was, and texts with quotes and slashes.
import { xpathi } from '../../../src/detect/xpathi/detector.ts'
import { search } from '../../../src/detect/xpathi/search.ts'
import { searchLaws, stepsGrowAsTheText } from '../search-laws.ts'

searchLaws({
  detector: xpathi,
  folder: 'xpathi',
  units: ["'", '"', ' or ', "' or ", '(', ')', '[', ']', '//', 'a', '=', '|', ',', 'count(', '..', '@', '1'],
})

stepsGrowAsTheText(search, ["' or a ", "'or'x ", "',(", "'|//a["])
