// Generated automatically by nearley, version 2.20.1
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }

const item = (label: string, flags: string, name: string, start: number) => ({
  kind: 'variable',
  name: `${flags}${name}`,
  start,
  end: start + 1 + label.length + flags.length + name.length,
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
    {"name": "template", "symbols": ["text"], "postprocess": id},
    {"name": "template", "symbols": ["open"], "postprocess": id},
    {"name": "text", "symbols": [], "postprocess": () => []},
    {"name": "text", "symbols": ["text", /[^%]/], "postprocess": ([parts, text]) => [...parts, { kind: 'literal', text }]},
    {"name": "text", "symbols": ["open", /[^%a-zA-Z\d]/], "postprocess": ([parts, text]) => [...parts, { kind: 'literal', text }]},
    {"name": "text", "symbols": ["text", "closed"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "text", "symbols": ["open", "closed"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "open", "symbols": ["text", "bare"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "open", "symbols": ["open", "bare"], "postprocess": ([parts, part]) => [...parts, part]},
    {"name": "bare$ebnf$1", "symbols": []},
    {"name": "bare$ebnf$1", "symbols": ["bare$ebnf$1", /[a-zA-Z\d]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "bare", "symbols": [{"literal":"%"}, "label", "flags", /[a-zA-Z]/, "bare$ebnf$1"], "postprocess": ([, label, flags, first, rest], start) => item(label, flags, first + rest.join(''), start!)},
    {"name": "closed$string$1", "symbols": [{"literal":"%"}, {"literal":"%"}], "postprocess": (d) => d.join('')},
    {"name": "closed", "symbols": ["closed$string$1"], "postprocess": () => ({ kind: 'literal', text: '%' })},
    {"name": "closed", "symbols": [{"literal":"%"}, "label", "flags", {"literal":"["}, "expression", {"literal":"]"}], "postprocess": ([, label, flags, , expression], start) => item(label, flags, `[${expression}]`, start!)},
    {"name": "label", "symbols": [], "postprocess": () => ''},
    {"name": "label$ebnf$1", "symbols": []},
    {"name": "label$ebnf$1", "symbols": ["label$ebnf$1", /[^()]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "label", "symbols": [{"literal":"("}, "label$ebnf$1", {"literal":")"}], "postprocess": (characters) => characters.flat().join('')},
    {"name": "flags", "symbols": [], "postprocess": () => ''},
    {"name": "flags$ebnf$1", "symbols": []},
    {"name": "flags$ebnf$1", "symbols": ["flags$ebnf$1", /[^{}]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "flags", "symbols": [{"literal":"{"}, "flags$ebnf$1", {"literal":"}"}], "postprocess": (characters) => characters.flat().join('')},
    {"name": "expression", "symbols": [], "postprocess": () => ''},
    {"name": "expression", "symbols": ["expression", /[^\]"']/], "postprocess": (characters) => characters.join('')},
    {"name": "expression$ebnf$1", "symbols": []},
    {"name": "expression$ebnf$1", "symbols": ["expression$ebnf$1", /[^']/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "expression", "symbols": ["expression", {"literal":"'"}, "expression$ebnf$1", {"literal":"'"}], "postprocess": (characters) => characters.flat().join('')},
    {"name": "expression$ebnf$2", "symbols": []},
    {"name": "expression$ebnf$2", "symbols": ["expression$ebnf$2", /[^"]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "expression", "symbols": ["expression", {"literal":"\""}, "expression$ebnf$2", {"literal":"\""}], "postprocess": (characters) => characters.flat().join('')},
    {"name": "directive$string$1", "symbols": [{"literal":"l"}, {"literal":"o"}, {"literal":"g"}, {"literal":"-"}, {"literal":"f"}, {"literal":"o"}, {"literal":"r"}, {"literal":"m"}, {"literal":"a"}, {"literal":"t"}], "postprocess": (d) => d.join('')},
    {"name": "directive", "symbols": ["_", "directive$string$1", "argument"], "postprocess": ([, , word]) => word},
    {"name": "argument", "symbols": ["__", "word", "_", "comment"], "postprocess": ([, word]) => word},
    {"name": "word", "symbols": ["piece"], "postprocess": id},
    {"name": "word", "symbols": ["word", "piece"], "postprocess": ([word, piece]) => [...word, ...piece]},
    {"name": "piece", "symbols": [/[^\s'"\\#]/], "postprocess": ([character], start) => [{ start, characters: [character] }]},
    {"name": "piece", "symbols": ["escaped"], "postprocess": ([pair], start) => [{ start, characters: [pair] }]},
    {"name": "piece$ebnf$1", "symbols": []},
    {"name": "piece$ebnf$1", "symbols": ["piece$ebnf$1", /[^']/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "piece", "symbols": [{"literal":"'"}, "piece$ebnf$1", {"literal":"'"}], "postprocess": ([, characters], start) => [{ start: start! + 1, characters, isPlain: true }]},
    {"name": "piece$ebnf$2", "symbols": []},
    {"name": "piece$ebnf$2$subexpression$1", "symbols": [/[^"\\]/]},
    {"name": "piece$ebnf$2$subexpression$1", "symbols": ["escaped"]},
    {"name": "piece$ebnf$2", "symbols": ["piece$ebnf$2", "piece$ebnf$2$subexpression$1"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "piece", "symbols": [{"literal":"\""}, "piece$ebnf$2", {"literal":"\""}], "postprocess": ([, characters], start) => [{ start: start! + 1, characters: characters.flat() }]},
    {"name": "escaped", "symbols": [{"literal":"\\"}, /[^]/], "postprocess": (pair) => pair.join('')},
    {"name": "comment", "symbols": []},
    {"name": "comment$ebnf$1", "symbols": []},
    {"name": "comment$ebnf$1", "symbols": ["comment$ebnf$1", /[^]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "comment", "symbols": [{"literal":"#"}, "comment$ebnf$1"]},
    {"name": "_$ebnf$1", "symbols": []},
    {"name": "_$ebnf$1", "symbols": ["_$ebnf$1", /[\s]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "_", "symbols": ["_$ebnf$1"]},
    {"name": "__$ebnf$1", "symbols": [/[\s]/]},
    {"name": "__$ebnf$1", "symbols": ["__$ebnf$1", /[\s]/], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "__", "symbols": ["__$ebnf$1"]}
  ],
  ParserStart: "template",
};

export default grammar;
