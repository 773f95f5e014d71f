// A number among others, in ascending order → where it stands.

/** It is one of them. */
export function placeOf(wanted: number, numbers: ArrayLike<number>): number {
  let [low, high] = [0, numbers.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
