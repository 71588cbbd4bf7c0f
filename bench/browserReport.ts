import type { Tasks } from './probe.ts'

/** What a person sees, measured in a browser. Times in milliseconds where the name says nothing else. */
export interface BrowserReport {
  /** compressed script of the first picture of the board */
  entryKb: number
  /** from an empty cache to cards on the screen */
  boardSeconds: number
  /** from letting go of a card to its picture in the new column, at p95 */
  dropMs: number
  /** of scrolling and typing */
  longestTaskMs: number
  times: Record<string, { p50: number; p95: number; goal: number }>
  /** the medians of some rounds */
  tasks: Record<string, Tasks & { goal: number }>
  /** how much was in the page when it was scrolled, and what its script held then */
  held: Record<string, { count: number; memoryMb: number }>
}

export const goals = { entryKb: 250, board: 1200, drop: 50, task: 50, switch: 150 }

/** What was seen in the browser, as lines of a table. */
export function browserTable({ entryKb, times, tasks, held }: BrowserReport): string[] {
  const missed = (value: number, goal: number) => (value > goal ? 'missed' : 'met')
  const rows = [
    ['in the browser', 'p50', 'p95', 'processor', 'frame', 'goal', ''],
    ['script of the board, KB', String(entryKb), '', '', '', String(goals.entryKb), missed(entryKb, goals.entryKb)],
  ]
  for (const [name, { p50, p95, goal }] of Object.entries(times)) {
    // A load is judged by its middle, what one does with the hand by the worst of twenty.
    const judged = name === 'board' ? p50 : p95
    rows.push([name, ms(p50), ms(p95), '', '', String(goal), missed(judged, goal)])
  }
  for (const [name, { longest, processor, frame, goal }] of Object.entries(tasks)) {
    // A task within its goal that stood in line behind a neighbour's work is missed too, but not by the page.
    const verdict = longest > goal && processor <= goal ? 'missed, waiting for the processor' : missed(longest, goal)
    rows.push([`${name}: longest task`, ms(longest), '', ms(processor), ms(frame), String(goal), verdict])
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i === 0 || i === row.length - 1 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '))
  for (const [name, { count, memoryMb }] of Object.entries(held))
    lines.push(`${name}: ${String(count)} in the page, its script holds ${String(memoryMb)} MB`)
  return lines
}

const ms = (value: number) => value.toFixed(1)
