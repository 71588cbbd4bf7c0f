import type { Words } from '../../model/words.ts'

export const teamWords = {} satisfies Words
