import type { Words } from '../../model/words.ts'

export const startWords = {} satisfies Words
