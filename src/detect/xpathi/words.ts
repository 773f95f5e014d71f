// The functions of XPath, by how much their names say.

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** They read what lies outside of the document. */
export const reachingFunctions = set(
  'doc document doc-available unparsed-text unparsed-text-available collection uri-collection environment-variable',
)

/** Nothing else has functions of these names. */
export const ownFunctions = set(`
  string-length starts-with ends-with normalize-space local-name namespace-uri substring-before substring-after lower-case upper-case codepoints-to-string
  string-to-codepoints string-join base-uri document-uri node-name resolve-uri encode-for-uri generate-id system-property processing-instruction unparsed-entity-uri
  local-name-from-qname namespace-uri-from-qname static-base-uri
`)

export const functions = set(`
  name text node comment position last count id concat contains substring translate string number boolean not true false lang sum floor ceiling round
  matches replace tokenize exists empty data current key error trace distinct-values
`)

export const axes = set(`
  ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling namespace parent preceding preceding-sibling self
`)
