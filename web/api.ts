import type { z } from 'zod'
import type { Methods } from '../server/methods.ts'

export type MethodName = keyof Methods
export type Input<K extends MethodName> = z.input<Methods[K]['input']>
export type Output<K extends MethodName> = Awaited<ReturnType<Methods[K]['run']>>

/** A refusal of the server: a code for us, a sentence for the person, and what it is about. */
export class ApiError extends Error {
  code: 'invalid' | 'signin' | 'denied' | 'missing' | 'conflict' | 'limited' | 'unavailable' | 'internal' | 'offline'
  field: string | undefined
  fields: Record<string, unknown>
  constructor(
    code: ApiError['code'],
    message: string,
    details: { field?: string; fields?: Record<string, unknown> } = {},
  ) {
    super(message)
    this.code = code
    this.field = details.field
    this.fields = details.fields ?? {}
  }
}

let signedOut: () => void = () => {}
/** What to do once the server no longer knows who asks: the session has ended elsewhere or by itself. */
export function whenSignedOut(act: () => void): void {
  signedOut = act
}

/** Calls a method of the server by name; what goes in and what comes out is known from the server's own table. Throws ApiError. */
export async function call<K extends MethodName>(name: K, input: Input<K>, signal?: AbortSignal): Promise<Output<K>> {
  let response: Response
  try {
    response = await fetch(`/api/${name}`, {
      method: 'POST',
      // What is refused to a stranger is said in the language of the screen.
      headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang },
      body: JSON.stringify(input),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError('offline', '')
  }
  const body: unknown = await response.json().catch(() => null)
  // The server's answer has the type that its own table says.
  if (response.ok) return body as Output<K>
  const told = (
    body as {
      error?: { code: ApiError['code']; message: string; field?: string; fields?: Record<string, unknown> }
    } | null
  )?.error
  if (told?.code === 'signin' && !name.startsWith('session.')) signedOut()
  throw told ? new ApiError(told.code, told.message, told) : new ApiError('internal', String(response.status))
}
