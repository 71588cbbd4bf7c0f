import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { keepOnce, openDataDir, reason, StartError } from '../config.ts'
import type { Lock } from './lock.ts'

/** Where the cluster of a data folder lives and who runs it. */
export interface Place {
  /** names the cluster on this machine */
  id: string
  /** holds the cluster, its log and its marks */
  home: string
  cluster: string
  log: string
  /** whom the server process is started as; undefined: whoever we are */
  user: Owner | undefined
  /** where binaries are copied to when they can't be run from where they are */
  binaries: string
  adminPassword: string
  password: string
}
export interface Owner {
  uid: number
  gid: number
}

const pointer = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  home: z.string().optional(),
  adminPassword: z.string(),
  password: z.string(),
})

/**
 * Reads where the cluster of this data folder is, or decides it. PostgreSQL refuses to run as root: started as root,
 * the cluster lives under `rootHome`, where its own user can reach it, and the data folder keeps a pointer to it.
 */
export function findPlace(dataDir: string, rootHome: string): Place {
  openDataDir(dataDir)
  const path = join(dataDir, 'postgres.json')
  const known = pointer.parse(
    JSON.parse(keepOnce(path, () => `${JSON.stringify(firstPointer(dataDir, rootHome), undefined, 2)}\n`)),
  )
  const home = known.home ?? join(dataDir, 'postgres')
  if (!existsSync(home)) throw new StartError(`The database of ${dataDir} should be in ${home}, which does not exist.`)
  const { uid, gid } = lstatSync(home)
  return {
    id: known.id,
    home,
    cluster: join(home, 'cluster'),
    log: join(home, 'postgres.log'),
    user: isRoot() ? { uid, gid } : undefined,
    binaries: isRoot() ? rootHome : home,
    adminPassword: known.adminPassword,
    password: known.password,
  }
}

/** One server per data folder; and one process at a time that starts or stops PostgreSQL. */
export const serverLock = (place: Place): Lock => ({ id: `${place.id}-server`, dir: place.home })
export const changeLock = (place: Place): Lock => ({ id: `${place.id}-change`, dir: place.home })

/**
 * A folder for the unix socket, closed to everybody but the cluster's user (and root). A socket's path has about a
 * hundred bytes at most, so a deep data folder gets one in the folder for temporary files.
 */
export function socketFolder(place: Place): string {
  const near = join(place.home, 'run')
  const folder = Buffer.byteLength(near) <= 85 ? near : join(tmpdir(), `sdelka-run-${place.id}`)
  const found = lstatSync(folder, { throwIfNoEntry: false })
  const owner = place.user?.uid ?? process.getuid?.() ?? 0
  if (found && !(found.isDirectory() && found.uid === owner)) {
    throw new StartError(`The folder ${folder} for the database's socket belongs to somebody else: remove it.`)
  }
  if (!found) makeOwned(folder, place.user)
  return folder
}

/** Makes a folder that its owner alone may enter. */
export function makeOwned(folder: string, owner: Owner | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (owner) chownSync(folder, owner.uid, owner.gid)
  chmodSync(folder, 0o700)
}

/** Whether a user may pass through every folder down to this path. */
export function canReach(path: string, user: Owner): boolean {
  return join(realpathSync(dirname(path)), basename(path))
    .split('/')
    .map((_part, at, parts) => parts.slice(0, at).join('/') || '/')
    .every((folder) => {
      const { uid, gid, mode } = lstatSync(folder)
      return Boolean(mode & (uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001))
    })
}

const isRoot = () => process.getuid?.() === 0

function firstPointer(dataDir: string, rootHome: string): z.infer<typeof pointer> {
  const id = randomBytes(8).toString('hex')
  const secrets = { adminPassword: randomBytes(24).toString('hex'), password: randomBytes(24).toString('hex') }
  // A folder that somebody else's server made keeps its owner: it was moved here, or is started as root this once.
  const beside = join(dataDir, 'postgres')
  const owner = lstatSync(dataDir)
  if (!isRoot() || (owner.uid !== 0 && canReach(beside, owner))) {
    makeOwned(beside, isRoot() ? owner : undefined)
    return { id, ...secrets }
  }
  const home = join(rootHome, id)
  try {
    mkdirSync(rootHome, { recursive: true })
    chmodSync(rootHome, 0o711)
    makeOwned(home, clusterUser())
  } catch (error) {
    throw new StartError(`The folder ${rootHome} for the database cannot be written: ${reason(error)}.`)
  }
  return { id, home, ...secrets }
}

/** The system user `sdelka`, made if it can be, else `nobody`. */
function clusterUser(): Owner {
  const found = userNamed('sdelka')
  if (found) return found
  try {
    const home = ['--home-dir', '/var/lib/sdelka', '--no-create-home', '--shell', '/usr/sbin/nologin']
    execFileSync('useradd', ['--system', '--user-group', ...home, 'sdelka'], { stdio: 'ignore', timeout: 10_000 })
  } catch {
    // No useradd, a read-only /etc, or somebody was first.
  }
  const user = userNamed('sdelka') ?? userNamed('nobody')
  if (!user) throw new StartError('PostgreSQL cannot run as root, and there is no other user: set DATABASE_URL.')
  return user
}

function userNamed(name: string): Owner | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}
