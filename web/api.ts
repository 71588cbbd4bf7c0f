import type { z } from 'zod'
import type { Methods } from '../server/methods.ts'
import { answering, heard, lost } from './connection.ts'
import { whole } from './whole.ts'

export type MethodName = keyof Methods
export type Input<K extends MethodName> = z.input<Methods[K]['input']>
export type Output<K extends MethodName> = Awaited<ReturnType<Methods[K]['run']>>

/** A refusal of the server: a code for us, a sentence for the person, and what it is about. */
export class ApiError extends Error {
  code: 'invalid' | 'signin' | 'denied' | 'missing' | 'conflict' | 'limited' | 'unavailable' | 'internal' | 'offline'
  field: string | undefined
  fields: Record<string, unknown>
  /** of a conflict: the version at which theirs stands */
  version: number | undefined
  /** what has to be done first: a second factor set up, or `fields` filled in */
  needs: 'twoFactor' | 'fields' | undefined
  constructor(
    code: ApiError['code'],
    message: string,
    details: {
      field?: string
      fields?: Record<string, unknown>
      version?: number
      needs?: 'twoFactor' | 'fields'
    } = {},
  ) {
    super(message)
    this.code = code
    this.field = details.field
    this.fields = details.fields ?? {}
    this.version = details.version
    this.needs = details.needs
  }
}

let signInAgain: () => Promise<boolean> = () => Promise.resolve(false)
/** What to do once the server no longer knows who asks; gives whether the same person is in again. */
export function whenSignedOut(act: () => Promise<boolean>): void {
  signInAgain = act
}
/** Has the person at the screen sign in again. */
export const askToSignIn = (): Promise<boolean> => signInAgain()

let setUp: () => void = () => undefined
/** What to do once the server asks for a second factor to be set up before anything else. */
export function whenSetUpNeeded(act: () => void): void {
  setUp = act
}

/** Methods by which one comes and goes: being nobody is an answer to them. */
const ofComing: readonly MethodName[] = ['session.get', 'session.signIn', 'session.signInCode', 'session.signOut']
/** What may be sent twice without doing more than once: it is kept while the server does not answer, and goes then. */
const kept = /\.(change|move|setProducts|changePreferences)$/
/** Small and chosen by the way: goes on its way even if the page is left at that moment. */
const outlives = /\.changePreferences$/
/** Where all else is answered, something stands in the way of this one request. */
const mostTries = 20
let held = 0
// Leaving would lose it.
addEventListener('beforeunload', (event) => {
  if (held) event.preventDefault()
})

/**
 * Calls a method of the server by name; what goes in and what comes out is known from the server's own table. Where the
 * session has ended the person signs in over the page and it goes on; a change waits for a server that is away. Throws
 * ApiError.
 */
export async function call<K extends MethodName>(name: K, input: Input<K>, signal?: AbortSignal): Promise<Output<K>> {
  for (let tries = 1; ; tries++) {
    try {
      return await send(name, input, signal)
    } catch (error) {
      if (!(error instanceof ApiError) || signal?.aborted) throw error
      if (error.needs === 'twoFactor') setUp()
      if (error.code === 'signin' && !ofComing.includes(name)) {
        if (!(await signInAgain())) throw error
      } else if (error.code === 'offline' && kept.test(name) && tries < mostTries) {
        held++
        await answering().finally(() => held--)
      } else throw error
    }
  }
}

async function send<K extends MethodName>(name: K, input: Input<K>, signal?: AbortSignal): Promise<Output<K>> {
  let response: Response
  try {
    response = await fetch(`/api/${name}`, {
      method: 'POST',
      // What is refused to a stranger is said in the language of the screen.
      headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang },
      body: JSON.stringify(input),
      keepalive: outlives.test(name),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    lost()
    throw new ApiError('offline', '')
  }
  const body: unknown = await response.json().catch(() => undefined)
  const told = (
    body as
      | {
          error?: {
            code: ApiError['code']
            message: string
            field?: string
            fields?: Record<string, unknown>
            needs?: 'twoFactor' | 'fields'
          }
        }
      | null
      | undefined
  )?.error
  // A proxy answers for a server that is away; an answer broke off.
  if (!told && ([502, 503, 504].includes(response.status) || (response.ok && body === undefined))) {
    lost()
    throw new ApiError('offline', '')
  }
  if (told?.code === 'unavailable') lost()
  else heard()
  // The server's answer has the type that its own table says.
  if (response.ok) {
    whole(name, body)
    return body as Output<K>
  }
  throw told ? new ApiError(told.code, told.message, told) : new ApiError('internal', String(response.status))
}
