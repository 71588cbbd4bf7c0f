import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { reads, shown, takingFile, writes } from '../platform/method.ts'
import { contentInput, fileContent, listFiles, listInput } from './reading.ts'
import { admitUpload, removeFile, renameFile, renameInput, restoreFile, takeUpload, uploadInput } from './writing.ts'

const one = z.strictObject({ id: integerId })

export const fileMethods = {
  /** The files of a record, the newest first. */
  'files.list': reads(listInput, listFiles),
  /** Takes the file that is the body of the request. */
  'files.upload': takingFile(writes(uploadInput, takeUpload), admitUpload),
  /** What a file holds, to be saved or shown. */
  'files.content': shown(reads(contentInput, fileContent)),
  'files.rename': writes(renameInput, renameFile),
  /** Puts a file into the bin. */
  'files.remove': writes(one, async (ctx, { id }) => {
    await removeFile(ctx, id)
    return { id }
  }),
  'files.restore': writes(one, async (ctx, { id }) => {
    await restoreFile(ctx, id)
    return { id }
  }),
}
