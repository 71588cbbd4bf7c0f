import { useState } from 'react'
import { ApiError } from './api.ts'
import { toast } from './ui/toasts.tsx'
import { language, say, type WordKey } from './words.ts'

/** The sentence for a refusal; what is no refusal is thrown on. */
export const told = (error: unknown): string => sentence(error, 'state.offline')

/** The sentence that stands at a form, where what was typed has stayed. */
export const toldAtForm = (error: unknown): string => sentence(error, 'error.offline')

function sentence(error: unknown, offline: WordKey): string {
  if (!(error instanceof ApiError)) throw error
  return error.code === 'offline' ? say(language(), offline) : error.message
}

/** Does something; what the server has against it is said at the edge of the screen. Gives whether it was done. */
export async function tried(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    toast(told(error), { bad: true })
    return false
  }
}

/** Says what was done, and offers to take it back. */
export function doneWith(text: string, undo: () => Promise<unknown>): void {
  toast(text, { action: { name: say(language(), 'undo'), run: () => void tried(undo) } })
}

/** What a form sends: whether it is on the way, and what the server has against it, until it is sent again. */
export function useSending() {
  const [problem, setProblem] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  async function send(act: () => Promise<unknown>): Promise<boolean> {
    setBusy(true)
    setProblem(null)
    try {
      await act()
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, send, settle: () => setProblem(null) }
}
