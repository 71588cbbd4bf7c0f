import type { Words } from '../../model/words.ts'

export const settingsWords = {} satisfies Words
