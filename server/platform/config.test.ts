import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openDataDir, readConfig, secretKey, StartError } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'sdelka-config-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('without variables everything has a default', () => {
  assert.deepEqual(readConfig({ PORT: '', ROLE: '  ' }, '/srv/sdelka'), {
    port: 3000,
    host: '127.0.0.1',
    dataDir: '/srv/sdelka/data',
    filesDir: '/srv/sdelka/data/files',
    files: { limit: 100 * 1024 * 1024, keepFree: 500 * 1024 * 1024 },
    databaseUrl: undefined,
    baseUrl: undefined,
    role: 'all',
    trustProxy: false,
    mail: null,
    logLevel: 'info',
  })
})

test('variables are read into their kinds', () => {
  const read = (env: Record<string, string>) => readConfig(env, '/srv')
  assert.equal(read({ PORT: '0' }).port, 0)
  assert.equal(read({ DATA_DIR: '/var/data' }).dataDir, '/var/data')
  assert.equal(read({ DATA_DIR: '../data' }).dataDir, '/data')
  assert.equal(read({ DATA_DIR: '/var/data' }).filesDir, '/var/data/files')
  assert.equal(read({ DATA_DIR: '/var/data', FILES_DIR: '/mnt/shared' }).filesDir, '/mnt/shared')
  assert.equal(read({ FILE_LIMIT_MB: '5' }).files.limit, 5 * 1024 * 1024)
  assert.equal(read({ BASE_URL: 'https://crm.example.com/' }).baseUrl, 'https://crm.example.com')
  assert.equal(read({ TRUST_PROXY: 'true' }).trustProxy, true)
  assert.equal(read({ TRUST_PROXY: '2' }).trustProxy, 2)
  const mail = { SMTP_URL: 'smtps://crm:secret@mail.example.com', MAIL_FROM: 'Sdelka <crm@example.com>' }
  assert.deepEqual(read({ ...mail, BASE_URL: 'https://crm.example.com' }).mail, {
    url: 'smtps://crm:secret@mail.example.com',
    from: 'Sdelka <crm@example.com>',
  })
  assert.equal(read({ MAIL_FROM: 'crm@example.com' }).mail, null)
  assert.deepEqual(read({ TRUST_PROXY: '10.0.0.0/8, ::1' }).trustProxy, ['10.0.0.0/8', '::1'])
})

for (const [name, value] of [
  ['PORT', '80a'],
  ['PORT', '70000'],
  ['HOST', 'my host'],
  ['DATABASE_URL', 'mysql://host/base'],
  ['BASE_URL', 'crm.example.com'],
  ['BASE_URL', 'https://example.com/crm'],
  ['ROLE', 'master'],
  ['TRUST_PROXY', 'everyone!'],
  ['LOG_LEVEL', 'loud'],
  ['FILE_LIMIT_MB', '0'],
  ['FILE_LIMIT_MB', '100 MB'],
  ['FILES_KEEP_FREE_MB', '-1'],
  ['SMTP_URL', 'mail.example.com:25'],
  ['SMTP_URL', 'https://mail.example.com'],
  ['MAIL_FROM', 'Sdelka'],
  ['MAIL_FROM', 'a@example.com\r\nBcc: b@example.com'],
] as const) {
  test(`${name}=${value} is refused in one sentence that names it`, () => {
    assert.throws(
      () => readConfig({ [name]: value }, '/srv'),
      (error) => {
        assert.ok(error instanceof StartError)
        assert.match(error.message, new RegExp(`^${name} must .*\\.$`))
        assert.equal(error.message.includes('\n'), false)
        return true
      },
    )
  })
}

test('letters need a sender, and an address of this installation that their links lead to', () => {
  const url = 'smtp://mail.example.com'
  assert.throws(() => readConfig({ SMTP_URL: url, BASE_URL: 'https://crm.example.com' }, '/srv'), /needs MAIL_FROM/)
  assert.throws(() => readConfig({ SMTP_URL: url, MAIL_FROM: 'crm@example.com' }, '/srv'), /needs BASE_URL/)
})

test('a refused address of a database or a mail server is not repeated: it may hold a password', () => {
  assert.throws(
    () => readConfig({ DATABASE_URL: 'postgres//u:secret@host/x' }, '/srv'),
    (error) => {
      return error instanceof StartError && !error.message.includes('secret')
    },
  )
  assert.throws(
    () => readConfig({ SMTP_URL: 'smtp://u:secret@host/x?y' }, '/srv'),
    (error) => error instanceof StartError && !error.message.includes('secret'),
  )
})

test('the secret key is made once, stays, and is private', () => {
  const key = secretKey(folder)
  assert.equal(key.length, 32)
  assert.deepEqual(secretKey(folder), key)
  const path = join(folder, 'secret.key')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  chmodSync(path, 0o644)
  assert.deepEqual(secretKey(folder), key)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(readFileSync(path, 'utf8').trim(), key.toString('hex'))
  writeFileSync(path, 'half of a ke')
  assert.throws(() => secretKey(folder), StartError)
})

test('a data folder that cannot be written is refused in one sentence', () => {
  const file = join(folder, 'a file')
  writeFileSync(file, '')
  for (const path of [join(file, 'data'), '/proc/sdelka']) {
    assert.throws(
      () => openDataDir(path),
      (error) => {
        return error instanceof StartError && error.message.includes(path) && error.message.includes('DATA_DIR')
      },
    )
    assert.throws(() => openDataDir(path, 'FILES_DIR'), /FILES_DIR/)
  }
})
