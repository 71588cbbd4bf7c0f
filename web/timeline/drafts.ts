/** What is being written and has not been sent. */
export interface Draft {
  text: string
}

/** So many are kept, the latest: nobody comes back to older ones. */
const most = 50
const keptAs = (person: number) => `sdelka.drafts.${String(person)}`

/** What a person has begun to write somewhere, as `deals 7`, kept in this browser until it is sent. */
export const draftOf = (person: number, where: string): Draft | null => all(person)[where] ?? null

export function keepDraft(person: number, where: string, draft: Draft): void {
  const { [where]: _before, ...others } = all(person)
  const next = draft.text.trim() === '' ? others : { ...others, [where]: draft }
  try {
    localStorage.setItem(keptAs(person), JSON.stringify(Object.fromEntries(Object.entries(next).slice(-most))))
  } catch {
    // The browser has no room left; it stays on the screen.
  }
}

function all(person: number): Record<string, Draft> {
  try {
    const kept = JSON.parse(localStorage.getItem(keptAs(person)) ?? '{}') as Record<string, Partial<Draft>>
    return Object.fromEntries(
      Object.entries(kept).flatMap(([where, { text }]) => (typeof text === 'string' ? [[where, { text }]] : [])),
    )
  } catch {
    return {}
  }
}
