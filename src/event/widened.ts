// An array of numbers and one with more room → the one with more room, with what was in the other.

export function widened<Numbers extends { set(from: Numbers): void }>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
