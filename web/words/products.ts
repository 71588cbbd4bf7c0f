import type { Words } from '../../model/words.ts'

export const productsWords = {} satisfies Words
