import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The oldest Node that the project itself runs on; npm brings it as a package where the platform has one. */
const oldest = 26

/** Installs exactly the lockfile, unless what is installed is what it says. */
export function installPackages() {
  if (isInstalled()) return
  alone('install', () => {
    if (isInstalled()) return
    process.stderr.write('Installing the packages…\n')
    const [command, args] = npm()
    // The web client's tools are development packages: they are needed also where NODE_ENV is production.
    const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    const done = spawnSync(command, [...args, ...options], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    if (done.error) throw new Error(`npm does not run: ${done.error.message}`)
    if (done.status !== 0)
      throw new Error(`${done.stdout}${done.stderr}\nThe packages could not be installed (npm ci).`)
  })
}

/** The path of a Node that can run the project. */
export function findNode() {
  const system = { win32: 'win' }[process.platform] ?? process.platform
  const packaged = join(root, `node_modules/node-${system}-${process.arch}/bin/node${system === 'win' ? '.exe' : ''}`)
  if (existsSync(packaged)) return packaged
  if (Number(process.versions.node.split('.')[0]) >= oldest) return process.execPath
  throw new Error(
    `Node ${oldest} or newer is needed, and there is none on npm for this machine: this is ${process.version}.`,
  )
}

/**
 * Lets one process at a time do this work in this folder; others wait. A lock whose process is gone, or which is older
 * than any such work, counts for nothing.
 */
export function alone(name, work) {
  const path = join(root, `.${name}.lock`)
  for (;;) {
    try {
      const file = openSync(path, 'wx')
      writeSync(file, String(process.pid))
      closeSync(file)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Error(`The folder ${root} cannot be written: ${error.message}`)
      takeAwayIfLeft(path)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    }
  }
  try {
    work()
  } finally {
    rmSync(path, { force: true })
  }
}

/** npm writes what it has installed when it has finished, so a broken installation has no such file. */
function isInstalled() {
  try {
    const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages
    const installed = read('node_modules/.package-lock.json')
    return Object.entries(read('package-lock.json')).every(([path, wanted]) => {
      if (path === '') return true
      const found = installed[path]
      return found ? found.version === wanted.version && found.integrity === wanted.integrity : wanted.optional === true
    })
  } catch {
    return false
  }
}

function npm() {
  const script = process.env.npm_execpath
  if (script && /npm-cli\.[cm]?js$/.test(script)) return [process.env.npm_node_execpath ?? process.execPath, [script]]
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')
  return existsSync(beside) ? [process.execPath, [beside]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

function takeAwayIfLeft(path) {
  try {
    const holder = Number(readFileSync(path, 'utf8'))
    const age = Date.now() - statSync(path).mtimeMs
    // A lock that was made this moment has no number in it yet.
    if (age < 2000 || (holder && isAlive(holder) && age < 15 * 60_000)) return
    const aside = `${path}.${process.pid}`
    renameSync(path, aside)
    rmSync(aside)
  } catch {
    // Its holder, or another who waits, was first.
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
