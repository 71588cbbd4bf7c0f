import { ApiError, askToSignIn, type Input, type Output } from '../api.ts'
import { heard, lost } from '../connection.ts'

export type Sent = Output<'files.upload'>

/**
 * Sends a file, telling how much of it has gone. The person signs in again over the page where the session has ended.
 * Throws ApiError; what `signal` stops is thrown as that.
 */
export async function sendFile(
  file: Blob,
  input: Input<'files.upload'>,
  { signal, onShare }: { signal: AbortSignal; onShare(share: number): void },
): Promise<Sent> {
  for (;;) {
    try {
      return await send(file, input, signal, onShare)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'signin' || !(await askToSignIn())) throw error
    }
  }
}

function send(
  file: Blob,
  input: Input<'files.upload'>,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Sent> {
  const address = new URLSearchParams(
    Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
  // What is on its way is told by no other means.
  const request = new XMLHttpRequest()
  request.open('POST', `/api/files.upload?${address.toString()}`)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.setRequestHeader('accept-language', document.documentElement.lang)
  const stop = () => request.abort()
  signal.addEventListener('abort', stop, { once: true })
  return new Promise<Sent>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onShare(total ? loaded / total : 0)
    request.onabort = () => reject(signal.reason as Error)
    request.onerror = () => {
      lost()
      reject(new ApiError('offline', ''))
    }
    request.onload = () => {
      const answer = parsed(request.responseText)
      if (answer && !answer.error && request.status === 200) {
        heard()
        resolve(answer)
      } else if (answer?.error) reject(new ApiError(answer.error.code, answer.error.message))
      else {
        // A proxy answers for a server that is away.
        if ([502, 503, 504].includes(request.status)) lost()
        reject(new ApiError(request.status >= 502 ? 'offline' : 'internal', String(request.status)))
      }
    }
    if (signal.aborted) return reject(signal.reason as Error)
    request.send(file)
  }).finally(() => signal.removeEventListener('abort', stop))
}

function parsed(text: string): (Sent & { error?: { code: ApiError['code']; message: string } }) | null {
  try {
    // The server's answer has the type that its own table says.
    return JSON.parse(text) as Sent
  } catch {
    return null
  }
}
