import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const folder = mkdtempSync(join(tmpdir(), 'sdelka-launch-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const root = join(folder, 'project')
const installs = join(folder, 'installs')
const lock = (version: string) =>
  JSON.stringify({
    packages: { '': { name: 'x' }, 'node_modules/a': { version }, 'node_modules/b': { version, optional: true } },
  })

// A project with this launcher, programs that tell how they were called, and an npm that installs nothing.
beforeEach(() => {
  rmSync(root, { recursive: true, force: true })
  rmSync(installs, { force: true })
  for (const part of ['scripts', 'server', 'node_modules']) mkdirSync(join(root, part), { recursive: true })
  for (const name of ['run', 'install', 'build'])
    cpSync(join(import.meta.dirname, `${name}.mjs`), join(root, `scripts/${name}.mjs`))
  writeFileSync(join(root, 'package-lock.json'), lock('1.0.0'))
  writeFileSync(join(root, 'node_modules/.package-lock.json'), lock('1.0.0'))
  writeFileSync(
    join(root, 'server/cli.ts'),
    `const kind: string = 'cli'
     process.on('SIGINT', () => process.exit(7))
     if (process.argv[2] === 'wait') { console.log('waiting'); setInterval(() => {}, 1000) }
     else console.log(JSON.stringify({ kind, args: process.argv.slice(2), cwd: process.cwd(), from: process.env.INIT_CWD }))
     if (process.argv[2] === 'fail') process.exitCode = 3`,
  )
  writeFileSync(
    join(folder, 'npm-cli.js'),
    `const fs = require('fs')
     fs.appendFileSync(${JSON.stringify(installs)}, process.argv.slice(2).join(' ') + '\\n')
     console.log('npm talks')
     setTimeout(() => fs.cpSync('package-lock.json', 'node_modules/.package-lock.json'), 300)`,
  )
})

for (const becomes of [true, false]) {
  describe(`a launcher that ${becomes ? 'becomes' : 'starts'} the program`, () => {
    const flags = becomes ? [] : ['--import', 'data:text/javascript,delete process.execve']

    test('adds nothing to its answer and runs it in the project, wherever it is called', async () => {
      const { out, error, code } = await launch(flags, ['cli', 'a b', '--c'], { cwd: folder }).done
      assert.deepEqual(JSON.parse(out), { kind: 'cli', args: ['a b', '--c'], cwd: root, from: folder })
      assert.deepEqual([error, code], ['', 0])
    })

    test('hands on its exit code', async () => {
      assert.equal((await launch(flags, ['cli', 'fail']).done).code, 3)
    })

    test('hands on a signal and waits', async () => {
      const { child, done, said } = launch(flags, ['cli', 'wait'])
      while (!said().includes('waiting')) await sleep(20)
      child.kill('SIGINT')
      assert.equal((await done).code, 7)
    })
  })
}

describe('packages', () => {
  test('are installed when the lockfile has others, once for several launchers, and quietly', async () => {
    writeFileSync(join(root, 'package-lock.json'), lock('2.0.0'))
    const all = await Promise.all([launch([], ['cli']).done, launch([], ['cli']).done, launch([], ['cli']).done])
    for (const { out, code } of all) {
      assert.equal(code, 0)
      assert.equal(out.split('\n').length, 2, out)
    }
    const calls = readFileSync(installs, 'utf8').trim().split('\n')
    assert.equal(calls.length, 1)
    assert.match(calls[0]!, /^ci --include=dev /)
    assert.equal(all.filter(({ error }) => error === 'Installing the packages…\n').length, 1)
  })

  test('are left alone when only those of other platforms are missing', async () => {
    const installed = JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } })
    writeFileSync(join(root, 'node_modules/.package-lock.json'), installed)
    assert.equal((await launch([], ['cli']).done).code, 0)
    assert.equal(existsSync(installs), false)
  })

  test('that cannot be installed are told with what npm said', async () => {
    rmSync(join(root, 'node_modules/.package-lock.json'))
    appendFileSync(join(folder, 'npm-cli.js'), `\nconsole.error('E404'); process.exit(1)`)
    const { error, code } = await launch([], ['cli']).done
    assert.equal(code, 1)
    assert.match(error, /E404[^]*The packages could not be installed \(npm ci\)\.\n$/)
  })

  test('wait for nobody who is gone', async () => {
    writeFileSync(join(root, 'package-lock.json'), lock('2.0.0'))
    const gone = launch([], ['nothing'])
    await gone.done
    writeFileSync(join(root, '.install.lock'), String(gone.child.pid))
    assert.equal((await launch([], ['cli']).done).code, 0)
    assert.equal(existsSync(join(root, '.install.lock')), false)
  })
})

test('an unknown name is answered with the known ones', async () => {
  const { error, code } = await launch([], ['nothing']).done
  assert.equal(code, 1)
  assert.match(error, /^Usage: .*start\|cli\|test\|dev\|bench/)
})

function launch(flags: string[], args: string[], options: { cwd?: string } = {}) {
  const { INIT_CWD: _from, NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...env } = process.env
  const child: ChildProcess = spawn(process.execPath, [...flags, join(root, 'scripts/run.mjs'), ...args], {
    cwd: options.cwd ?? root,
    env: { ...env, npm_execpath: join(folder, 'npm-cli.js'), npm_node_execpath: process.execPath },
  })
  let [out, error] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (error += chunk.toString()))
  const done = new Promise<{ out: string; error: string; code: number | null }>((end) => {
    child.on('close', (code) => end({ out, error, code }))
  })
  return { child, done, said: () => out }
}
