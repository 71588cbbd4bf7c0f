import type { Words } from '../../model/words.ts'

export const clientsWords = {} satisfies Words
