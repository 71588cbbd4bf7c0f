import pino from 'pino'
import type { LogLevel } from './config.ts'

/** The log: `log.info({ what }, 'sentence')`. */
export type Log = pino.Logger

/**
 * Makes the log. It goes to stderr, so that stdout is left to what a command answers: one JSON object a line, or short
 * plain lines when a person looks at a terminal. Passwords, keys and cookies are masked.
 */
export function createLog(level: LogLevel, plain: boolean = process.stderr.isTTY): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secrets, censor: '***' },
  }
  const out = { write: (line: string) => void process.stderr.write(plain ? plainLine(line) : line) }
  return pino(options, out)
}

/** A log that says nothing, for tests. */
export const noLog: Log = pino({ level: 'silent' })

const secrets = ['password', 'key', 'token', 'secret', 'authorization', 'cookie'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
])

function plainLine(line: string): string {
  const { time, level, msg, pid: _pid, err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const error = (err ?? {}) as { stack?: unknown; message?: unknown }
  const details = Object.entries(rest).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
  const trace = err === undefined ? '' : `\n${String(error.stack ?? error.message)}`
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg ?? '')}${details.join('')}${trace}\n`
}
