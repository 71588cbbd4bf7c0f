import type { z } from 'zod'
import type { Actor } from '../../model/access.ts'
import type { Language } from '../../model/users.ts'
import { fill } from '../../model/words.ts'
import { problemWords } from '../../model/words/problems.ts'
import type { Db } from './database.ts'
import { AppError } from './errors.ts'
import type { Log } from './log.ts'
import type { Received, Store } from './store.ts'
import { inTransaction } from './transaction.ts'

/** The browser at the other end, for the methods that sign in and out. */
export interface Visit {
  ip: string
  /** where people find this installation: `https://crm.example.com` */
  address: string
  userAgent: string
  session: string | null
  device: string | null
  keep(session: string | null, device?: string): void
}

/** What every function gets: the transaction, who asks, and when. */
export interface Context {
  /** the transaction of a writing method, the pool of a reading one */
  db: Db
  actor: Actor
  /** the moment of the request, ISO 8601 UTC */
  now: string
  log: Log
  /** ends when nobody waits for the answer any more */
  signal: AbortSignal
  /** the installation's secret, for marks that must not be forged */
  secret: Buffer
  /** whether letters can be sent */
  mails: boolean
  visit: Visit | null
  /** where files are kept; null: this process has none */
  store: Store | null
  /** the file that came with the request, for a method that takes one */
  received: Received | null
  /** does something once the transaction is committed */
  afterCommit(act: () => void): void
}

/** A thing a client may ask for: what it takes, and what it does. The reply's type is whatever `run` returns. */
export interface Method<In extends z.ZodType = z.ZodType, Out = unknown> {
  input: In
  /** may be called without signing in */
  open: boolean
  /** may be called by who must first set up how he signs in */
  early?: true
  /** runs in one transaction */
  writes: boolean
  /** may be called by who looks at Sdelka as somebody else, and changes nothing */
  previewed: boolean
  /** takes a file as the body of its request, its input being in the address; judges, before a byte is read, whether it may come */
  admits?(ctx: Context, input: z.output<In>): Promise<void>
  /** may be asked for by GET, its input in the address: by what a page shows, by a link */
  shown?: true
  run(ctx: Context, input: z.output<In>): Promise<Out>
}
export type AnyMethod = Omit<Method, 'run' | 'admits'> & {
  run(ctx: Context, input: never): Promise<unknown>
  admits?(ctx: Context, input: never): Promise<void>
}
export type MethodTable = Record<string, AnyMethod>

export const reads = <In extends z.ZodType, Out>(
  input: In,
  run: (ctx: Context, input: z.output<In>) => Promise<Out>,
): Method<In, Out> => ({ input, run, open: false, writes: false, previewed: true })
export const writes = <In extends z.ZodType, Out>(
  input: In,
  run: (ctx: Context, input: z.output<In>) => Promise<Out>,
): Method<In, Out> => ({ input, run, open: false, writes: true, previewed: false })
/** The same method for those who have not signed in. */
export const forAnybody = <In extends z.ZodType, Out>(method: Method<In, Out>): Method<In, Out> => ({
  ...method,
  open: true,
})

/** The same method, which may or may not be called by who looks at Sdelka as somebody else. */
export const whilePreviewing = <In extends z.ZodType, Out>(
  previewed: boolean,
  method: Method<In, Out>,
): Method<In, Out> => ({ ...method, previewed })
/** The same method, which takes a file, if `admits` lets it. */
export const takingFile = <In extends z.ZodType, Out>(
  method: Method<In, Out>,
  admits: (ctx: Context, input: z.output<In>) => Promise<void>,
): Method<In, Out> => ({ ...method, admits })
/** The same method, which may be asked for by GET. */
export const shown = <In extends z.ZodType, Out>(method: Method<In, Out>): Method<In, Out> => ({
  ...method,
  shown: true,
})
/** The same method for those too who must first set up a second factor. */
export const evenBefore = <In extends z.ZodType, Out>(method: Method<In, Out>): Method<In, Out> => ({
  ...method,
  early: true,
})

/** Somebody asked for what he may not do. */
export interface Refusal {
  actor: Actor
  visit: Visit | null
  method: string
  error: AppError
}

/** What a call needs besides its input. */
export interface Installation {
  db: Db
  log: Log
  secret: Buffer
  /** whether letters can be sent; left out: they can't */
  mails?: boolean
  /** where files are kept; left out: nowhere */
  store?: Store
  /** told of what was denied, before whoever asked is */
  refused?(refusal: Refusal): Promise<void>
  /** told after every committed change */
  changed(): void
}

interface More {
  signal?: AbortSignal
  visit?: Visit | null
  /** takes the file of the request; gives it with whoever has sent it, as he is by then */
  receive?(store: Store): Promise<{ received: Received; actor: Actor }>
}

/**
 * Calls a method by name: looks up, judges the key, parses, runs in a transaction if it writes, tries again after a
 * deadlock. Throws AppError for what is refused.
 */
export async function call(
  installation: Installation,
  methods: MethodTable,
  name: string,
  raw: unknown,
  actor: Actor,
  more: More = {},
): Promise<unknown> {
  const visit = more.visit ?? null
  try {
    return await allowedCall(installation, methods, name, raw, actor, { ...more, visit })
  } catch (error) {
    if (error instanceof AppError && error.code === 'denied')
      await installation.refused?.({ actor, visit, method: name, error })
    throw error
  }
}

async function allowedCall(
  installation: Installation,
  methods: MethodTable,
  name: string,
  raw: unknown,
  actor: Actor,
  more: More & { visit: Visit | null },
): Promise<unknown> {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (!method) throw new AppError('missing', 'error.method', { name })
  if (!method.open && actor.id === null && actor.via !== 'system') throw new AppError('signin', 'error.signin')
  if (actor.methods && !covers(actor.methods, name)) throw new AppError('denied', 'error.denied.key', { name })
  if (actor.previewedBy !== undefined && !method.previewed) throw new AppError('denied', 'error.preview')
  if (actor.mustSetUp && !method.early && !method.open)
    throw new AppError('denied', 'error.twoFactor.needed', {}, { needs: 'twoFactor' })
  const parsed = method.input.safeParse(raw === undefined ? {} : raw)
  if (!parsed.success) throw invalidInput(parsed.error.issues, actor.language)
  // The input has just been parsed by the schema that belongs to this very function.
  const run = (ctx: Context) => method.run(ctx, parsed.data as never)
  const { db, log, secret } = installation
  const reading: Context = {
    db,
    actor,
    log,
    secret,
    mails: installation.mails ?? false,
    store: installation.store ?? null,
    received: null,
    now: new Date().toISOString(),
    visit: more.visit,
    signal: more.signal ?? new AbortController().signal,
    afterCommit: (act) => act(),
  }
  if (method.admits) {
    await method.admits(reading, parsed.data as never)
    if (!more.receive || !reading.store) throw new AppError('invalid', 'error.file.none')
    const { received, actor: now } = await more.receive(reading.store)
    return inTransaction(installation, now, run, { ...more, received }).finally(received.discard)
  }
  return method.writes ? inTransaction(installation, actor, run, more) : run(reading)
}

/** `deals.list`, `deals.*` or `*`. */
export const covers = (scope: readonly string[], name: string): boolean =>
  scope.some((s) => s === '*' || s === name || (s.endsWith('.*') && name.startsWith(s.slice(0, -1))))

/** Says in the person's language what is wrong with an input, and where. */
export function invalidInput(issues: readonly z.core.$ZodIssue[], language: Language): AppError {
  const fields: Record<string, string> = {}
  for (const issue of issues.slice(0, 20)) {
    const places =
      issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 5).map((key) => [...issue.path, key]) : [issue.path]
    for (const place of places) fields[place.map(String).join('.').slice(0, 200)] ??= problem(issue, language)
  }
  const problems = Object.entries(fields)
    .map(([place, reason]) => (place ? `${place}: ${reason}` : reason))
    .join('; ')
  return new AppError('invalid', 'error.invalid', { problems }, { fields })
}

function problem(issue: z.core.$ZodIssue, language: Language): string {
  const say = (key: keyof typeof problemWords, parameters = {}) =>
    fill(problemWords[key][language], language, parameters)
  switch (issue.code) {
    case 'unrecognized_keys':
      return say('unknown')
    case 'too_small':
      return issue.origin === 'string'
        ? say('short', { min: Number(issue.minimum) })
        : say('small', { min: String(issue.minimum) })
    case 'too_big':
      return issue.origin === 'string'
        ? say('long', { max: Number(issue.maximum) })
        : say('big', { max: String(issue.maximum) })
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? say('required') : say('type', { expected: issue.expected })
    case 'invalid_format':
      return say('format')
    case 'invalid_value':
      return say('value', { values: issue.values.map(String).join(', ') })
    case 'custom':
      return say(issue.message in problemWords ? (issue.message as keyof typeof problemWords) : 'format')
    default:
      return say('format')
  }
}
