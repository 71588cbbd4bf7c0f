import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

/** One import of one module: where it leads (a path from the root, or a package), and whether types alone come over. */
export interface Import {
  from: string
  to: string
  typeOnly: boolean
}

/** All modules of the product and their imports. Tests, and what helps them, are outside of the rule. */
export function readImports(root: string): { modules: string[]; imports: Import[] } {
  const modules = globSync('{model,server,web}/**/*.{ts,tsx}', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/\.(test|long)\.tsx?$|^server\/test\//.test(path))
    .sort()
  const imports = modules.flatMap((from) => importsOf(from, readFileSync(posix.join(root, from), 'utf8')))
  return { modules, imports }
}

/** The imports that a source text holds: static, dynamic, of types, for side effects, re-exports. */
export function importsOf(from: string, source: string): Import[] {
  const code = withoutComments(source)
  const statements = code.matchAll(
    /(?:^|[\n;}])[ \t]*(?:import|export)[ \t\n]+(type[ \t\n]+(?!from\b))?[\w$*,{} \t\n]*?\bfrom[ \t\n]*['"]([^'"\n]+)['"]/g,
  )
  const bare = code.matchAll(/(?:^|[\n;}])[ \t]*import[ \t]*['"]([^'"\n]+)['"]/g)
  const calls = code.matchAll(/(\btypeof[ \t]+)?\bimport\([ \t\n]*['"]([^'"\n]+)['"]/g)
  return [
    ...[...statements, ...calls].map((match) => ({ to: match[2]!, typeOnly: match[1] !== undefined })),
    ...[...bare].map((match) => ({ to: match[1]!, typeOnly: false })),
  ].map(({ to, typeOnly }) => ({ from, typeOnly, to: to.startsWith('.') ? posix.join(posix.dirname(from), to) : to }))
}

/** Each import that goes against the order of the house, each circle between folders, as sentences. */
export function offences(imports: Import[]): string[] {
  const wrong = imports.flatMap((one) => {
    const reason = forbidden(one)
    return reason ? [`${one.from} imports ${one.to}: ${reason}`] : []
  })
  return [...wrong, ...circles(imports)]
}

/** Folders that see what happened to any subject; subjects do not know them. */
const reactions = new Set([
  'history',
  'duplicates',
  'timeline',
  'automation',
  'processes',
  'documents',
  'messaging',
  'search',
  'analytics',
  'transfer',
  'withdrawal',
  'demo',
])

/** The layers of the server from the ground up: each may use those before it. */
const serverLayers = ['platform', 'core', 'subject', 'list', 'reaction', 'bitrix', 'top'] as const
/** Those of the web: the words of the language, what is drawn, how the server is asked, any record, features, the whole. */
const webLayers = ['words', 'ui', 'base', 'records', 'feature', 'top'] as const

function serverLayer(path: string): (typeof serverLayers)[number] {
  const [, folder = '', rest] = path.split('/')
  if (rest === undefined) return folder === 'subjects.ts' ? 'list' : 'top'
  if (folder === 'platform' || folder === 'bitrix') return folder
  if (['access', 'audit', 'records'].includes(folder)) return 'core'
  return reactions.has(folder) ? 'reaction' : 'subject'
}

function webLayer(path: string): (typeof webLayers)[number] {
  const [, folder = '', rest] = path.split('/')
  if (folder === 'words') return 'words'
  if (rest === undefined) return /^(main|routes)\b/.test(folder) ? 'top' : folder === 'words.ts' ? 'words' : 'base'
  return folder === 'ui' || folder === 'records' ? folder : 'feature'
}

function forbidden({ from, to, typeOnly }: Import): string | undefined {
  const [area, target] = [areaOf(from), areaOf(to)]
  if (area === 'model') {
    if (target === 'model' || (target === 'package' && /^(zod|decimal\.js)(\/|$)/.test(to))) return undefined
    return 'the model knows itself, zod and decimal.js alone'
  }
  if (target === 'model') return undefined
  if (target === 'package') {
    return area === 'web' && to.startsWith('node:') ? 'a browser has no modules of Node' : undefined
  }
  if (area === 'server') {
    if (target !== 'server') return `the server does not know ${target}`
    const [here, there] = [serverLayer(from), serverLayer(to)]
    if (to.startsWith('server/test/')) return 'tests are outside of the product'
    return serverLayers.indexOf(there) > serverLayers.indexOf(here) ? `${here} does not know ${there}` : undefined
  }
  if (target === 'server') return typeOnly ? undefined : 'the web takes types alone from the server (import type)'
  if (target !== 'web') return `the web does not know ${target}`
  const [here, there] = [webLayer(from), webLayer(to)]
  return webLayers.indexOf(there) > webLayers.indexOf(here) ? `${here} does not know ${there}` : undefined
}

function areaOf(path: string): 'model' | 'server' | 'web' | 'package' | 'elsewhere' {
  if (/^(model|server|web)\//.test(path)) return path.split('/')[0] as 'model' | 'server' | 'web'
  return /^\.|^(e2e|bench|scripts|dist)\//.test(path) ? 'elsewhere' : 'package'
}

/** Circles between the folders of one area: neighbours of a layer may use one another in one direction. */
function circles(imports: Import[]): string[] {
  const uses = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    const [here, there] = [folderOf(from), folderOf(to)]
    if (!here || !there || here === there) continue
    uses.set(here, (uses.get(here) ?? new Set<string>()).add(there))
  }
  const found = new Set<string>()
  const walk = (folder: string, path: string[]) => {
    const at = path.indexOf(folder)
    if (at >= 0) {
      const circle = path.slice(at)
      const first = circle.indexOf([...circle].sort()[0]!)
      found.add([...circle.slice(first), ...circle.slice(0, first), circle[first]].join(' → '))
      return
    }
    if (done.has(folder)) return
    for (const next of uses.get(folder) ?? []) walk(next, [...path, folder])
    done.add(folder)
  }
  const done = new Set<string>()
  for (const folder of uses.keys()) walk(folder, [])
  return [...found].map((circle) => `a circle: ${circle}`)
}

function folderOf(path: string): string | undefined {
  return /^((?:server|web)\/[^/]+)\//.exec(path)?.[1]
}

/** Takes comments out and leaves strings as they are. */
function withoutComments(source: string): string {
  return source.replace(
    /\/\*[^]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g,
    (part) => (part.startsWith('/') ? ' ' : part.startsWith('`') ? '``' : part),
  )
}
