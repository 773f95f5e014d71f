// Functions that people bring from other languages → what to write here.

// biome-ignore format: table
const alternatives: Readonly<Record<string, string>> = {
  wildcard:      'Patterns are an operator: `field : ("a*", "b*")`, or `like` where upper and lower case differ.',
  match:         'Regular expressions are an operator: `field regex ("…", "…")`.',
  matchLite:     'Regular expressions are an operator: `field regex ("…", "…")`.',
  arrayContains: 'A comparison on an array holds if it does for any element: `field in ("a", "b")`.',
  arrayCount:    'Whether there is such an element is `arraySearch(field, x, …)`.',
  safe:          'Nothing fails here: what cannot be computed is null.',
  exists:        'Whether there is a value is asked with `field != null`.',
  is_null:       'Whether there is none is asked with `field == null`.',
  contains:      'A part of a text is `stringContains(field, "…")`, or `field : "*…*"`.',
  icontains:     'A part of a text in any case is `stringContains~(field, "…")`, or `field : "*…*"`.',
  cidr:          'Blocks of addresses are `cidrMatch(field, "192.0.2.0/24")`, or `field in $list`.',
  cidr_match:    'Blocks of addresses are `cidrMatch(field, "192.0.2.0/24")`, or `field in $list`.',
  json_extract:  'A value inside JSON is `json(text, "$.name")`.',
  json_value:    'A value inside JSON is `json(text, "$.name")`.',
  get:           'A value inside JSON is `json(text, "$.name")`.',
  coalesce:      'There is none: `(a == "x" or a == null and b == "x")` says it.',
  case:          'There is none: conditions are joined by `and` and `or`.',
  if:            'There is none: conditions are joined by `and` and `or`.',
  now:           'Rules know the time of events alone: windows and spans measure it.',
  anomaly:       'Compare a field with a limit of your own, or with the window before: `stats … over tumbling …`.',
  usual:         'Compare with a limit of your own, or with the window before: `stats … over tumbling …`.',
}

export const instead = (name: string): string | null => (Object.hasOwn(alternatives, name) ? alternatives[name]! : null)
