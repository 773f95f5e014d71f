// Rows of one kind that were told, and where their events go.

export class RowList {
  count = 0
  /** By place in the list: the row that was told, where its line starts in the bytes, and the first row of its events. */
  readonly rows: Int32Array
  readonly starts: Int32Array
  readonly firsts: Int32Array

  constructor(most: number) {
    this.rows = new Int32Array(most)
    this.starts = new Int32Array(most)
    this.firsts = new Int32Array(most)
  }

  add(row: number, start: number, first: number): void {
    const index = this.count++
    this.rows[index] = row
    this.starts[index] = start
    this.firsts[index] = first
  }
}
