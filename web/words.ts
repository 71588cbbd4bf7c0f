import { useCallback, useSyncExternalStore } from 'react'
import { languages, type Language } from '../model/users.ts'
import { fill, type Parameters, type Words } from '../model/words.ts'
import { fieldWords } from '../model/words/fields.ts'
import { noticeWords } from '../model/words/notifications.ts'
import { valueWords } from '../model/words/values.ts'
import { activitiesWords } from './words/activities.ts'
import { clientsWords } from './words/clients.ts'
import { filesWords } from './words/files.ts'
import { ownFieldWords } from './words/fields.ts'
import { layoutWords } from './words/layout.ts'
import { repetitionWords } from './words/repetition.ts'
import { foundWords } from './words/found.ts'
import { importingWords } from './words/importing.ts'
import { mergingWords } from './words/merging.ts'
import { notificationsWords } from './words/notifications.ts'
import { paletteWords } from './words/palette.ts'
import { productsWords } from './words/products.ts'
import { recordWords } from './words/records.ts'
import { securityWords } from './words/security.ts'
import { rightsWords } from './words/rights.ts'
import { settingsWords } from './words/settings.ts'
import { sightWords } from './words/sight.ts'
import { startWords } from './words/start.ts'
import { teamWords } from './words/team.ts'
import { timelineWords } from './words/timeline.ts'
import { transferWords } from './words/transfer.ts'
import { uiWords } from './words/ui.ts'

const words = {
  ...uiWords,
  ...recordWords,
  ...fieldWords,
  ...valueWords,
  ...activitiesWords,
  ...noticeWords,
  ...notificationsWords,
  ...clientsWords,
  ...productsWords,
  ...securityWords,
  ...rightsWords,
  ...settingsWords,
  ...sightWords,
  ...teamWords,
  ...filesWords,
  ...ownFieldWords,
  ...layoutWords,
  ...repetitionWords,
  ...foundWords,
  ...importingWords,
  ...mergingWords,
  ...paletteWords,
  ...startWords,
  ...timelineWords,
  ...transferWords,
}
export type WordKey = keyof typeof words
/** What the company calls its own fields, beside the words of the product. */
let learnt: Words = {}

const kept = 'sdelka.language'
const listeners = new Set<() => void>()
let spoken: Language = firstLanguage()

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(kept), ...navigator.languages.map((name) => name.slice(0, 2))]
  return languages.find((language) => wanted.find((name) => languages.some((one) => one === name)) === language) ?? 'en'
}

/** Takes further words over, in place of those learnt before; what is shown of them is drawn anew. */
export function learn(more: Words): void {
  if (JSON.stringify(more) === JSON.stringify(learnt)) return
  learnt = more
  for (const listener of listeners) listener()
}

/** The language that the screens speak now. */
export const language = (): Language => spoken

/** Changes the language of all screens at once; this browser keeps it for the next visit. */
export function speak(next: Language): void {
  localStorage.setItem(kept, next)
  document.documentElement.lang = next
  if (next === spoken) return
  spoken = next
  for (const listener of listeners) listener()
}

export function useLanguage(): Language {
  return useSyncExternalStore(hear, language)
}

function hear(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A word or sentence in a language. */
export const say = (spoken: Language, key: WordKey, parameters?: Parameters, own: Words = learnt): string =>
  fill((words[key] ?? own[key] ?? { ru: key, en: key })[spoken], spoken, parameters)

/** `t('deal.new')`: a word in the language of the person; a component that uses it is drawn anew when that changes. */
export function useWords(): (key: WordKey, parameters?: Parameters) => string {
  const spoken = useLanguage()
  const known = useSyncExternalStore(hear, () => learnt)
  return useCallback((key, parameters) => say(spoken, key, parameters, known), [spoken, known])
}
