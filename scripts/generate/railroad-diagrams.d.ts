// What we call of railroad-diagrams, which brings no types.
declare module 'railroad-diagrams' {
  interface Shape {
    readonly width: number
  }
  interface Shapes {
    /** SVG, without a namespace. */
    Diagram(...shapes: readonly Shape[]): { toString(): string }
    Sequence(...shapes: readonly Shape[]): Shape
    Choice(normal: number, ...shapes: readonly Shape[]): Shape
    Optional(shape: Shape): Shape
    OneOrMore(shape: Shape, separator?: Shape): Shape
    ZeroOrMore(shape: Shape, separator?: Shape): Shape
    Terminal(text: string): Shape
    NonTerminal(text: string): Shape
    Skip(): Shape
  }
  const shapes: Shapes
  export = shapes
}
