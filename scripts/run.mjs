// Starts everything: npm start, test, dev, cli, bench, screens. It runs before anything is installed, on any Node from 18 on.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { chdir } from 'node:process'
import { buildWeb } from './build.mjs'
import { findNode, installPackages, root } from './install.mjs'

const programs = {
  start: { file: 'server/main.ts', web: true },
  cli: { file: 'server/cli.ts' },
  test: { file: 'scripts/test.ts' },
  dev: { file: 'scripts/dev.ts' },
  bench: { file: 'bench/main.ts', web: true },
  screens: { file: 'scripts/screens.ts', web: true },
  format: { file: 'node_modules/prettier/bin/prettier.cjs', args: ['--write', '--log-level', 'warn', '.'] },
  build: { web: true },
}

const [name = '', ...args] = process.argv.slice(2)
const program = Object.hasOwn(programs, name) ? programs[name] : undefined
try {
  if (!program) throw new Error(`Usage: node scripts/run.mjs ${Object.keys(programs).join('|')} [arguments]`)
  // npm says where it was called from; paths that a person writes are relative to that folder.
  if (!process.env.INIT_CWD) process.env.INIT_CWD = process.cwd()
  chdir(root)
  installPackages()
  const node = findNode()
  if (program.web) buildWeb(node)
  // Types are stripped and code is compiled once, not at each start; it also spares the server 25 MB.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/node')
  if (program.file) run(node, ['--disable-warning=ExperimentalWarning', program.file, ...(program.args ?? []), ...args])
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

/** Becomes the program where the system and this Node can; else stands between it and the terminal. */
function run(node, parameters) {
  if (process.execve && process.platform !== 'win32') process.execve(node, [node, ...parameters], process.env)
  const child = spawn(node, parameters, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`${node} does not run: ${error.message}\n`)
    process.exitCode = 1
  })
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (numbers[signal] ?? 0)))
}
