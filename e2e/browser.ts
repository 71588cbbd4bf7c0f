import {
  accessSync,
  chmodSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

/**
 * A headless Chromium: the one that CHROMIUM_PATH names, else the system's, else the one that npm brought, unpacked once
 * into a cache folder of this user. Close it when done.
 */
export async function openBrowser(): Promise<Browser> {
  const given = process.env['CHROMIUM_PATH']
  const found = given ? { executablePath: given, env: {} } : (onSystem() ?? (await fromPackage()))
  // Never a flag that weakens the web's own rules: the journeys try what they protect.
  return chromium.launch({
    executablePath: found.executablePath,
    env: { ...definedEnv(), ...found.env },
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

/**
 * Gathers what the pages of a context complain of: refusals of the content security policy, errors of scripts, and what
 * the web client or the browser calls an error. That an answer did not come or was a refusal is no complaint.
 */
export async function listen(context: BrowserContext, heard: string[]): Promise<void> {
  context.on('weberror', (error) => heard.push(`error: ${error.error().message}`))
  context.on('console', (message) => {
    const text = message.text()
    // A refusal of the policy is told by its own event, with the address of what was refused.
    if (message.type() === 'error' && !/^Failed to load resource|Content Security Policy/.test(text)) heard.push(text)
  })
  await context.exposeBinding('toldOfViolation', (_source, text: string) => void heard.push(text))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI, sourceFile, lineNumber } = event
      const told = (window as unknown as { toldOfViolation(text: string): void }).toldOfViolation
      told(`policy: ${effectiveDirective} refused ${blockedURI} at ${sourceFile}:${String(lineNumber)}`)
    })
  })
}

interface Found {
  executablePath: string
  env: Record<string, string>
}

function onSystem(): Found | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  const executablePath = [...paths, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(isExecutable)
  return executablePath ? { executablePath, env: {} } : undefined
}

/** The package unpacks for AWS alone, and to a path that all users share; so it is unpacked here. */
async function fromPackage(): Promise<Found> {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const folder = main.slice(0, main.lastIndexOf('/build/'))
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const cache = cacheFolder()
  const target = join(cache, `chromium-${version}`)
  if (!existsSync(target)) {
    const draft = mkdtempSync(join(cache, 'unpacking-'))
    try {
      await unpack(join(folder, 'bin'), draft)
      renameSync(draft, target)
    } catch (error) {
      // Another process may have been first.
      if (!existsSync(target)) throw error
    } finally {
      rmSync(draft, { recursive: true, force: true })
    }
  }
  const fonts = join(cache, 'fonts.conf')
  writeFileSync(fonts, fontsConfiguration([join(target, 'fonts'), '/usr/share/fonts'], join(cache, 'fontcache')))
  return {
    executablePath: join(target, 'chromium'),
    env: { LD_LIBRARY_PATH: join(target, 'lib'), FONTCONFIG_FILE: fonts, HOME: cache },
  }
}

async function unpack(packed: string, into: string): Promise<void> {
  const binary = join(into, 'chromium')
  await pipeline(createReadStream(join(packed, 'chromium.br')), createBrotliDecompress(), createWriteStream(binary))
  chmodSync(binary, 0o700)
  // Network security libraries, which bare systems lack; fonts; a software renderer.
  for (const name of ['al2023', 'fonts', 'swiftshader']) {
    for (const file of filesOfTar(brotliDecompressSync(readFileSync(join(packed, `${name}.tar.br`))))) {
      mkdirSync(dirname(join(into, file.path)), { recursive: true })
      writeFileSync(join(into, file.path), file.content)
    }
  }
}

/** The regular files of a plain tar archive: a header of 512 bytes each, then the content, filled up to 512. */
function* filesOfTar(archive: Buffer): Generator<{ path: string; content: Buffer }> {
  for (let at = 0; at < archive.length && archive[at];) {
    const text = (from: number, length: number) =>
      archive.toString('utf8', at + from, at + from + length).split('\0')[0]!
    const size = Number.parseInt(text(124, 12), 8)
    if (text(156, 1) === '0') yield { path: text(0, 100), content: archive.subarray(at + 512, at + 512 + size) }
    at += 512 + Math.ceil(size / 512) * 512
  }
}

/** A folder that only this user can write: programs are started from it. */
function cacheFolder(): string {
  const user = process.getuid?.() ?? 0
  const home = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  for (const folder of [join(home, 'sdelka'), join(tmpdir(), `sdelka-browser-${String(user)}`)]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      accessSync(folder, constants.W_OK)
      const { uid } = lstatSync(folder)
      if (process.getuid && uid !== user) continue
      return folder
    } catch {
      // A user without a home, or with one that can't be written.
    }
  }
  throw new Error('There is no folder to unpack a browser into: set CHROMIUM_PATH or XDG_CACHE_HOME')
}

function fontsConfiguration(folders: string[], cache: string): string {
  const list = folders.map((folder) => `<dir>${folder}</dir>`).join('')
  return `<?xml version="1.0"?><fontconfig>${list}<cachedir>${cache}</cachedir></fontconfig>\n`
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
