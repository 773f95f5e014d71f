// Filters that go on where a value of LDAP was, and texts with parentheses.
import { ldapi } from '../../../src/detect/ldapi/detector.ts'
import { searchLaws } from '../search-laws.ts'

searchLaws({ detector: ldapi, folder: 'ldapi', units: ['(', ')', ')(', ')(a', '(&(', '(|(a=', '*)(', ')(a='] })
