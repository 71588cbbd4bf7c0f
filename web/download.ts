import type { z } from 'zod'
import type { Methods } from '../server/methods.ts'
import { ApiError, askToSignIn } from './api.ts'
import { lost } from './connection.ts'

type Exporting = Extract<keyof Methods, `${string}.export`>

/**
 * Asks for a file and saves it as the browser saves files; gives its name. A file that broke off on its way is never
 * saved. Throws ApiError.
 */
export async function saveFile(
  name: Exporting,
  input: z.input<Methods[Exporting]['input']>,
  signal: AbortSignal,
): Promise<string> {
  const response = await ask(name, input, signal)
  const called = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')
  const fileName = decodeURIComponent(called?.[1] ?? name)
  const file = await response.blob().catch((error: unknown) => {
    if (signal.aborted) throw error
    throw new ApiError('internal', '')
  })
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  // The browser has begun to save it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return fileName
}

async function ask(name: string, input: object, signal: AbortSignal): Promise<Response> {
  for (;;) {
    const response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang },
      body: JSON.stringify(input),
      signal,
    }).catch((error: unknown) => {
      if (signal.aborted) throw error
      lost()
      throw new ApiError('offline', '')
    })
    if (response.ok) return response
    const refusal = await refusalOf(response)
    if (refusal.code !== 'signin' || !(await askToSignIn())) throw refusal
  }
}

async function refusalOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as {
    error?: { code: ApiError['code']; message: string }
  } | null
  return body?.error ? new ApiError(body.error.code, body.error.message) : new ApiError('internal', '')
}
