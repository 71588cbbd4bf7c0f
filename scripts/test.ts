import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTestPostgres, sweepTestFolders, type TestPostgres } from '../server/test/postgres.ts'

// npm test [-- [--long] [--seed=N] [part of a file's path …]]: everything, or the test files whose paths hold one of the
// parts. The long run makes more generated cases, from a seed that it tells; a seed makes the same cases again.
const long = process.argv.includes('--long')
const given = process.argv.find((argument) => argument.startsWith('--seed='))?.slice('--seed='.length)
const seed = given ?? (long ? String(randomInt(2 ** 31)) : undefined)
const parts = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (long) process.env['TEST_LONG'] = '1'
if (seed !== undefined) {
  process.env['TEST_SEED'] = seed
  console.log(`seed ${seed}`)
}

const began = performance.now()
const totals = { passed: 0, failed: 0 }
const broken: string[] = []
const skipped: string[] = []
const stopped = new AbortController()
let postgres: TestPostgres | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stopped.abort(new Error(signal)))

// A file that has not changed keeps its form: what is right by its content need not be read again.
const remembering = ['--cache', '--cache-strategy=content', '--cache-location=node_modules/.cache/prettier']
const build = ['scripts/run.mjs', 'build']
if (!parts.length) {
  // As long as one another on two cores.
  const reading = async () => {
    await step('types', ['node_modules/typescript7/bin/tsc', '-p', '.'])
    await step('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', ...remembering, '.'])
    await step('web build', build)
  }
  await Promise.all([step('lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.']), reading()])
}
const units = find(['model', 'server', 'web', 'bench', 'scripts'])
const walks = find(['e2e/walks'])
const journeys = find(['e2e']).filter((file) => !walks.includes(file))
if (parts.length && journeys.length + walks.length) await step('web build', build)
try {
  if (units.length + journeys.length + walks.length && !process.env['TEST_DATABASE_URL'] && !stopped.signal.aborted) {
    postgres = await startTestPostgres()
    process.env['TEST_DATABASE_URL'] = postgres.url
  }
  // The longest first, so that all cores are at work to the end; one more than there are, for each waits at times.
  await tests([...walks, ...journeys, ...units], Math.min(availableParallelism(), 6) + 1)
} catch (error) {
  broken.push('tests')
  console.error(error)
} finally {
  await postgres?.stop()
  // Test processes that were stopped take a moment to be gone.
  if (stopped.signal.aborted) await sleep(500)
  await sweepTestFolders()
}

for (const name of skipped) console.log(`skipped: ${name}`)
if (broken.length) console.log(`broken: ${broken.join(', ')}`)
if (stopped.signal.aborted) console.log('stopped before the end')
const took = seconds(performance.now() - began)
console.log(`${String(totals.passed)} passed, ${String(totals.failed)} failed (${took})`)
const good = !broken.length && !totals.failed && totals.passed > 0 && !stopped.signal.aborted
process.exit(good ? 0 : 1)

function find(folders: string[]): string[] {
  const endings = long ? ['test', 'long'] : ['test']
  return globSync(folders.flatMap((folder) => endings.map((ending) => `${folder}/**/*.${ending}.ts`)))
    .filter((file) => !parts.length || parts.some((part) => file.includes(part)))
    .sort()
}

async function step(name: string, command: string[]): Promise<void> {
  if (stopped.signal.aborted) return
  const started = performance.now()
  const code = await new Promise<number>((done) => {
    const child = spawn(process.execPath, command, { stdio: 'inherit' })
    child.on('exit', (status) => done(status ?? 1))
    child.on('error', () => done(1))
  })
  if (code !== 0) broken.push(name)
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${seconds(performance.now() - started)})`)
}

/** Runs test files, each in a process of its own: a line for each, and whole what failed. */
async function tests(files: string[], concurrency: number): Promise<void> {
  if (!files.length || stopped.signal.aborted) return
  const started = performance.now()
  const reports = new Map(
    files.map((file) => [file, { passed: 0, failed: 0, skipped: 0, said: '', failures: '', closed: false }]),
  )
  const reportOf = (file: string | undefined) => reports.get(relative('.', file ?? ''))
  const execArgv = seed === undefined ? [] : ['--import', join(import.meta.dirname, '../server/test/seed.ts')]
  const stream = run({ files, concurrency, timeout: (long ? 60 : 5) * 60_000, signal: stopped.signal, execArgv })

  stream.on('test:pass', (event) => {
    const report = reportOf(event.file)
    // A file that has no tests appears as one test with the name of the file.
    if (!report || event.details.type === 'suite' || reports.has(relative('.', event.name))) return
    if (event.skip === undefined && event.todo === undefined) report.passed++
    else {
      const why = [event.skip, event.todo].find((text) => typeof text === 'string')
      report.skipped++
      skipped.push(`${event.name}${why ? ` (${why})` : ''}`)
    }
  })
  stream.on('test:fail', (event) => {
    const report = reportOf(event.file)
    if (!report || event.todo !== undefined) return
    const { error } = event.details
    // A test around a failed one fails for it alone.
    if ('failureType' in error && error.failureType === 'subtestsFailed') return
    report.failed++
    report.failures += `\n  ✖ ${event.name}\n${indent(describe(error))}\n`
    // What breaks a file after its last test comes when its line is written.
    if (!report.closed) return
    totals.failed++
    console.log(`✖ ${relative('.', event.file ?? '')} broke after its tests${report.failures}${indent(report.said)}`)
  })
  const keep = (event: { file?: string | undefined; message: string }) => {
    const report = reportOf(event.file)
    if (report) report.said += event.message
  }
  stream.on('test:stdout', keep)
  stream.on('test:stderr', keep)
  stream.on('test:summary', (event) => {
    if (event.file) close(relative('.', event.file), event.duration_ms)
  })

  function close(file: string, duration: number): void {
    const report = reports.get(file)
    if (!report || report.closed) return
    report.closed = true
    if (!report.passed && !report.failed && !report.skipped) {
      report.failed = 1
      report.failures += '\n  ✖ there is no test in this file\n'
    }
    totals.passed += report.passed
    totals.failed += report.failed
    const bad = report.failed > 0
    const counts = bad ? `${String(report.passed)} passed, ${String(report.failed)} failed` : String(report.passed)
    console.log(`${bad ? '✖' : '✔'} ${file} ${counts} (${seconds(duration)})${report.failures}`)
    if (bad && report.said.trim()) console.log(indent(`it said:\n${report.said.trim().slice(-20_000)}`))
  }

  await new Promise<void>((done, fail) => {
    stream.on('end', done)
    stream.on('error', fail)
    stream.resume()
  })
  for (const file of reports.keys()) close(file, 0)
  console.log(`  ${String(files.length)} files (${seconds(performance.now() - started)})`)
}

/** An error with all that led to it: a property is told with what has failed in it. */
function describe({ cause, message }: Error): string {
  const told: string[] = []
  let at = cause
  for (; at instanceof Error; at = at.cause) told.push(at.stack ?? at.message)
  if (at !== undefined) told.push(String(at))
  return told.length ? told.join('\nbecause of ') : message
}
function indent(text: string): string {
  return text.replace(/^/gm, '    ')
}
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
