import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { oneLine } from './texts.ts'

/** A reason not to start that its reader can remove: one sentence, shown without a stack. */
export class StartError extends Error {
  override name = 'StartError'
}

export const roles = ['all', 'web', 'worker'] as const
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type Role = (typeof roles)[number]
export type LogLevel = (typeof logLevels)[number]

export interface Config {
  port: number
  host: string
  /** absolute */
  dataDir: string
  /** undefined: the embedded PostgreSQL in the data folder */
  databaseUrl: string | undefined
  /** absolute: the folder of the files, which several processes share */
  filesDir: string
  /** in bytes: the most of one file, and what of the disk is left to everything else */
  files: { limit: number; keepFree: number }
  /** the address people use, without a trailing slash; undefined: whatever address a request came to */
  baseUrl: string | undefined
  role: Role
  /** what Fastify calls trustProxy: nobody, everybody, a number of hops, or addresses and networks */
  trustProxy: boolean | number | string[]
  /** the mail server and the sender of letters; null: none are sent */
  mail: { url: string; from: string } | null
  logLevel: LogLevel
}

const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` })
const port = 'must be a port number from 0 to 65535'

const megabyte = 1024 * 1024
const megabytes = (min: number) =>
  z
    .string()
    .regex(/^\d{1,7}$/, 'must be a number of megabytes')
    .transform((value) => Number(value) * megabyte)
    .refine((value) => value >= min * megabyte, `must be at least ${String(min)}`)

const schema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, port)
    .transform(Number)
    .refine((value) => value <= 65_535, port)
    .default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, 'must be a host name or an address, such as 127.0.0.1')
    .default('127.0.0.1'),
  DATA_DIR: z.string().default('data'),
  FILES_DIR: z.string().optional(),
  FILE_LIMIT_MB: megabytes(1).default(100 * megabyte),
  FILES_KEEP_FREE_MB: megabytes(0).default(500 * megabyte),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'must look like postgresql://user:password@host:5432/database')
    .optional(),
  BASE_URL: z
    .string()
    .refine(isOrigin, 'must be an http or https address without a path, such as https://crm.example.com')
    .transform((value) => new URL(value).origin)
    .optional(),
  ROLE: oneOf(roles).default('all'),
  TRUST_PROXY: z.string().transform(parseTrust).default(false),
  SMTP_URL: z.string().refine(isMailServer, 'must look like smtp://user:password@mail.example.com:587').optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>"@\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must look like Sdelka <crm@example.com>')
    .optional(),
  LOG_LEVEL: oneOf(logLevels).default('info'),
})

/**
 * Reads the configuration from environment variables; an empty one counts as absent. `root` is the folder that a
 * relative DATA_DIR starts from. Throws a StartError that names the first wrong variable.
 */
export function readConfig(env: Record<string, string | undefined>, root: string): Config {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, env[name]?.trim() === '' ? undefined : env[name]?.trim()]),
  )
  const read = schema.safeParse(given)
  if (!read.success) {
    const issue = read.error.issues[0]!
    const name = String(issue.path[0])
    // An address may hold a password.
    const value = ['DATABASE_URL', 'SMTP_URL'].includes(name) ? '' : ` (it is "${oneLine(given[name] ?? '', 200)}")`
    throw new StartError(`${name} ${issue.message}${value}.`)
  }
  const value = read.data
  return {
    mail: mailOf(value),
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(root, value.DATA_DIR),
    filesDir: resolve(root, value.FILES_DIR ?? join(value.DATA_DIR, 'files')),
    files: { limit: value.FILE_LIMIT_MB, keepFree: value.FILES_KEEP_FREE_MB },
    databaseUrl: value.DATABASE_URL,
    baseUrl: value.BASE_URL,
    role: value.ROLE,
    trustProxy: value.TRUST_PROXY,
    logLevel: value.LOG_LEVEL,
  }
}

/** Letters need a sender; their links need an address that nobody who merely asks for one can choose. */
function mailOf({ SMTP_URL: url, MAIL_FROM: from, BASE_URL: address }: z.output<typeof schema>): Config['mail'] {
  if (url === undefined) return null
  if (from === undefined) throw new StartError('SMTP_URL needs MAIL_FROM: the address that letters come from.')
  if (address === undefined) throw new StartError('SMTP_URL needs BASE_URL: the address that links in letters lead to.')
  return { url, from }
}

/** Makes the data folder, closed to others, and makes sure that it can be written; else a StartError says why not. */
export function openDataDir(dataDir: string, variable = 'DATA_DIR'): void {
  try {
    makeFolder(dataDir)
    const probe = join(dataDir, `.probe-${String(process.pid)}-${randomBytes(4).toString('hex')}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    throw new StartError(
      `The ${variable === 'DATA_DIR' ? 'data folder' : 'folder'} ${dataDir} cannot be written: ${reason(error)}. Name another one in ${variable}.`,
    )
  }
}

/**
 * The 32 bytes that sign cursors and cookies: made on the first start and kept in the data folder, readable by its
 * owner alone. Two processes that start at once get the same key.
 */
export function secretKey(dataDir: string): Buffer {
  const path = join(dataDir, 'secret.key')
  const text = keepOnce(path, () => `${randomBytes(32).toString('hex')}\n`).trim()
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new StartError(`The secret key ${path} is damaged: put it back from a backup.`)
  return Buffer.from(text, 'hex')
}

/** The text of a private file (mode 0600), made by `make` if there is none; of several makers one wins for all. */
export function keepOnce(path: string, make: () => string): string {
  try {
    const existing = readPrivate(path)
    if (existing !== undefined) return existing
    const draft = `${path}.${String(process.pid)}-${randomBytes(4).toString('hex')}`
    try {
      writeFileSync(draft, make(), { mode: 0o600, flush: true })
      linkSync(draft, path)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    } finally {
      rmSync(draft, { force: true })
    }
    return readPrivate(path) ?? ''
  } catch (error) {
    throw new StartError(`The file ${path} cannot be used: ${reason(error)}.`)
  }
}

/** The code of a system error, such as ENOENT. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** A system error in a few words. */
export function reason(error: unknown): string {
  const code = codeOf(error)
  return (code && said[code]) ?? (error instanceof Error ? error.message : String(error))
}
const said: Record<string, string> = {
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a file is in its place',
  ENOENT: 'it does not exist',
}

/** Not mkdir's own recursion, which never ends where a folder cannot be made, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

function readPrivate(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8')
    if (statSync(path).mode & 0o077) chmodSync(path, 0o600)
    return text
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function isMailServer(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, pathname, search } = new URL(value)
  return /^smtps?:$/.test(protocol) && hostname !== '' && /^\/?$/.test(pathname) && !search
}

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username
}

function parseTrust(value: string, context: z.RefinementCtx): boolean | number | string[] {
  if (/^(true|false)$/.test(value)) return value === 'true'
  if (/^\d{1,2}$/.test(value)) return Number(value)
  const list = value.split(',').map((part) => part.trim())
  const known = /^(loopback|linklocal|uniquelocal|[0-9a-f.:]+(\/\d{1,3})?)$/i
  if (list.every((part) => known.test(part))) return list
  context.addIssue({ code: 'custom', message: 'must be true, false, a number of proxies, or a list of addresses' })
  return z.NEVER
}
