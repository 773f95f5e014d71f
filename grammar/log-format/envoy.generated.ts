// Generated automatically by nearley, version 2.20.1
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }

interface Leaf {
  readonly path: readonly unknown[]
  readonly text: unknown
}

const operator = (name: string, argument: string, length: string, start: number) => ({
  kind: 'variable',
  name: `${name}${argument}`,
  start,
  end: start + 2 + name.length + argument.length + length.length,
})

interface NearleyToken {
  value: any;
  [key: string]: any;
};

interface NearleyLexer {
  reset: (chunk: string, info: any) => void;
  next: () => NearleyToken | undefined;
  save: () => any;
  formatError: (token: never) => string;
  has: (tokenType: string) => boolean;
};

interface NearleyRule {
  name: string;
  symbols: NearleySymbol[];
  postprocess?: (d: any[], loc?: number, reject?: {}) => any;
};

type NearleySymbol = string | { literal: any } | { test: (token: any) => boolean };

interface Grammar {
  Lexer: NearleyLexer | undefined;
  ParserRules: NearleyRule[];
  ParserStart: string;
};

const grammar: Grammar = {
  Lexer: undefined,
  ParserRules: [
    {"name": "template", "symbols": [], "postprocess": () => []},
    {"name": "template", "symbols": ["template", /[^%]/], "postprocess": ([parts, text]) => [...parts, { kind: 'literal', text }]},
    {"name": "template$string$1", "symbols": [{"literal":"%"}, {"literal":"%"}], "postprocess": (d) => d.join('')},
    {"name": "template", "symbols": ["template", "template$string$1"], "postprocess": ([parts]) => [...parts, { kind: 'literal', text: '%' }]},
    {"name": "template", "symbols": ["template", "operator"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "operator$ebnf$1", "symbols": []},
    {"name": "operator$ebnf$1", "symbols": ["operator$ebnf$1", /[A-Z0-9_]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operator", "symbols": [{"literal":"%"}, /[A-Z]/, "operator$ebnf$1", "argument", "length", {"literal":"%"}], "postprocess": ([, first, rest, argument, length], start) => operator(first + rest.join(''), argument, length, start!)},
    {"name": "argument", "symbols": [], "postprocess": () => ''},
    {"name": "argument$ebnf$1", "symbols": []},
    {"name": "argument$ebnf$1", "symbols": ["argument$ebnf$1", /[^)]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "argument", "symbols": [{"literal":"("}, "argument$ebnf$1", {"literal":")"}], "postprocess": (characters) => characters.flat().join('')},
    {"name": "length", "symbols": [], "postprocess": () => ''},
    {"name": "length$ebnf$1", "symbols": [/[0-9]/]},
    {"name": "length$ebnf$1", "symbols": ["length$ebnf$1", /[0-9]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "length", "symbols": [{"literal":":"}, "length$ebnf$1"], "postprocess": (characters) => characters.flat().join('')},
    {"name": "json", "symbols": ["_", "object", "_"], "postprocess": ([, object]) => object},
    {"name": "object", "symbols": [{"literal":"{"}, "_", {"literal":"}"}], "postprocess": () => []},
    {"name": "object", "symbols": [{"literal":"{"}, "members", "_", {"literal":"}"}], "postprocess": ([, members]) => members},
    {"name": "members", "symbols": ["member"], "postprocess": id},
    {"name": "members", "symbols": ["members", "_", {"literal":","}, "member"], "postprocess": ([members, , , member]) => [...members, ...member]},
    {"name": "member", "symbols": ["_", "string", "_", {"literal":":"}, "_", "value"], "postprocess": ([, key, , , , value]) => value.map((leaf: Leaf) => ({ ...leaf, path: [key, ...leaf.path] }))},
    {"name": "value", "symbols": ["string"], "postprocess": ([text]) => [{ path: [], text }]},
    {"name": "value", "symbols": ["object"], "postprocess": id},
    {"name": "value", "symbols": [{"literal":"["}, "_", {"literal":"]"}], "postprocess": () => []},
    {"name": "value", "symbols": [{"literal":"["}, "items", "_", {"literal":"]"}], "postprocess": () => []},
    {"name": "value$ebnf$1", "symbols": []},
    {"name": "value$ebnf$1", "symbols": ["value$ebnf$1", /[-+.0-9A-Za-z]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "value", "symbols": [/[-0-9a-z]/, "value$ebnf$1"], "postprocess": () => []},
    {"name": "items", "symbols": ["_", "value"], "postprocess": () => []},
    {"name": "items", "symbols": ["items", "_", {"literal":","}, "_", "value"], "postprocess": () => []},
    {"name": "string$ebnf$1", "symbols": []},
    {"name": "string$ebnf$1$subexpression$1", "symbols": [/[^"\\]/]},
    {"name": "string$ebnf$1$subexpression$1", "symbols": ["escaped"]},
    {"name": "string$ebnf$1", "symbols": ["string$ebnf$1", "string$ebnf$1$subexpression$1"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "string", "symbols": [{"literal":"\""}, "string$ebnf$1", {"literal":"\""}], "postprocess": ([, characters], start) => ({ start: start! + 1, characters: characters.flat() })},
    {"name": "escaped", "symbols": [{"literal":"\\"}, /[^u]/], "postprocess": (pair) => pair.join('')},
    {"name": "escaped$string$1", "symbols": [{"literal":"\\"}, {"literal":"u"}], "postprocess": (d) => d.join('')},
    {"name": "escaped", "symbols": ["escaped$string$1", /[\da-fA-F]/, /[\da-fA-F]/, /[\da-fA-F]/, /[\da-fA-F]/], "postprocess": (unit) => unit.join('')},
    {"name": "_$ebnf$1", "symbols": []},
    {"name": "_$ebnf$1", "symbols": ["_$ebnf$1", /[\s]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "_", "symbols": ["_$ebnf$1"]}
  ],
  ParserStart: "template",
};

export default grammar;
