import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone, root } from './install.mjs'

const target = join(root, 'dist/web')
const sources = ['web', 'model', 'vite.config.ts', 'package-lock.json']

/**
 * Builds the web client into dist/web, unless it is there and made of these very sources. It is built beside and put in
 * place when it is whole, so that a build that was killed is never served.
 */
export function buildWeb(node) {
  if (!existsSync(join(root, 'web/index.html')) || isBuilt()) return
  mkdirSync(join(root, 'dist'), { recursive: true })
  alone('build', () => {
    if (isBuilt()) return
    process.stderr.write('Building the web client…\n')
    const hash = hashSources()
    const draft = `${target}.new`
    rmSync(draft, { recursive: true, force: true })
    const vite = ['node_modules/vite/bin/vite.js', 'build', '--outDir', draft, '--emptyOutDir', '--logLevel', 'warn']
    const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' }
    const done = spawnSync(node, vite, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    if (done.status !== 0) throw new Error(`${done.stdout}${done.stderr}\nThe web client could not be built.`)
    writeFileSync(join(draft, '.stamp'), hash)
    const old = `${target}.old`
    rmSync(old, { recursive: true, force: true })
    if (existsSync(target)) renameSync(target, old)
    renameSync(draft, target)
    rmSync(old, { recursive: true, force: true })
  })
}

function isBuilt() {
  const stamp = join(target, '.stamp')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashSources()
}

function hashSources() {
  const hash = createHash('sha256')
  const add = (path) => {
    const full = join(root, path)
    if (!existsSync(full)) return
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) add(`${path}/${name}`)
    else if (!/\.test\.tsx?$/.test(path)) hash.update(`${path}\0`).update(readFileSync(full)).update('\0')
  }
  sources.forEach(add)
  return hash.digest('hex')
}
