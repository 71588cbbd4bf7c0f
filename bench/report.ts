import { browserTable, type BrowserReport } from './browserReport.ts'
import { idleRate, type Effort } from './effort.ts'
import { bulkLine } from './imports.ts'
import type { Goal, Role } from './operations.ts'

/** What was measured, as it is written to a file. Times in milliseconds. */
export interface Report {
  size: string
  commit: string
  machine: { cores: number; memoryGb: number }
  operations: Record<
    string,
    {
      role: Role
      p50: number
      p95: number
      p99: number
      rps10: number
      statements: number | null
      floor: { p50: number; rps10: number } | null
      /** processor time for each request, with ten clients */
      effort: Effort | null
      errors: number
    }
  >
  bulk: Record<string, Bulk>
  server: { startSeconds: number; idleMb: number; loadedMb: number } | null
  browser?: BrowserReport
}

/** Something large that was done once. */
export interface Bulk {
  seconds: number
  rows: number
  /** by how much the server grew meanwhile */
  memoryMb: number
  /** load average of the machine */
  load?: number
  /** p95 of what somebody else asked at the same time, and before it */
  others?: Record<string, { idle: number; during: number }>
}

/** The report as a table: what was measured, the goal beside it, and whether it is met. */
export function table(
  report: Report,
  goals: Record<string, Goal | null>,
  unrestricted: Record<string, string | undefined>,
): string {
  const rows = [
    [
      'operation',
      'p50',
      'p95',
      'p99',
      'rps10',
      'stmts',
      'cpu srv+db',
      'idle rps',
      'floor p50',
      'floor rps',
      'ratio',
      'as all',
      'goal p95',
      'goal rps',
      'goal ratio',
      'missed',
    ],
  ]
  for (const [name, one] of Object.entries(report.operations)) {
    const goal = goals[name] ?? null
    const ratio = one.floor ? one.p50 / one.floor.p50 : null
    const whole = unrestricted[name] === undefined ? undefined : report.operations[unrestricted[name]]
    const slower = whole ? one.p50 / whole.p50 : null
    const missed = [
      ...(goal && one.p95 > goal.p95 ? ['p95'] : []),
      ...(goal && one.rps10 < goal.perSecond ? ['rps'] : []),
      ...(goal?.ratio && ratio && ratio > goal.ratio ? ['ratio'] : []),
      ...(slower && slower > mostRestricted ? ['as all'] : []),
      ...(one.errors ? [`${one.errors} errors`] : []),
    ]
    rows.push([
      name,
      ms(one.p50),
      ms(one.p95),
      ms(one.p99),
      String(one.rps10),
      one.statements === null ? '' : String(one.statements),
      one.effort ? `${ms(one.effort.server)}+${ms(one.effort.database)}` : '',
      one.effort ? String(idleRate(one.effort)) : '',
      one.floor ? ms(one.floor.p50) : '',
      one.floor ? String(one.floor.rps10) : '',
      ratio === null ? '' : `${ratio.toFixed(1)}×`,
      slower === null ? '' : `${slower.toFixed(2)}×`,
      goal ? String(goal.p95) : '',
      goal ? String(goal.perSecond) : '',
      goal?.ratio ? `${goal.ratio}×` : '',
      missed.join(', ') || (goal || slower ? 'met' : ''),
    ])
  }
  // "idle rps": what the processor time would allow two cores that nobody else uses.
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i === 0 || i === row.length - 1 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '))
  if (rows.length === 1) lines.length = 0
  if (report.server) {
    const { startSeconds, idleMb, loadedMb } = report.server
    lines.push(
      '',
      `start ${startSeconds} s (goal 3), memory idle ${idleMb} MB (goal 150), under load ${loadedMb} MB (goal 350)`,
    )
  }
  for (const [name, bulk] of Object.entries(report.bulk)) lines.push(bulkLine(name, bulk))
  if (report.browser) lines.push('', ...browserTable(report.browser))
  return lines.join('\n')
}

/** How much slower than for who sees all it may be for who does not. */
const mostRestricted = 1.5
const ms = (value: number) => value.toFixed(2)
