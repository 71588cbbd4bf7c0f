import { z } from 'zod'
import { commentText, mostFiles } from '../../model/comments.ts'
import { integerId } from '../../model/fields.ts'
import { discussed } from '../../model/timeline.ts'
import { writes } from '../platform/method.ts'
import { addComment, changeComment, removeComment, restoreComment } from './comments.ts'

/** A text, and files with it or instead of it: uploads that wait, or those that are there already. */
const said = {
  text: commentText,
  fileIds: z.array(integerId).max(mostFiles).optional(),
}
const one = z.strictObject({ id: integerId })

export const commentMethods = {
  /** Says something about a record; `@[12]` names a colleague, who is told. They are read in the timeline. */
  'comments.create': writes(z.strictObject({ record: z.enum(discussed), recordId: integerId, ...said }), addComment),
  /** Says it otherwise; files that are left out stay as they are. Tells what was before. */
  'comments.change': writes(z.strictObject({ id: integerId, ...said }), changeComment),
  'comments.remove': writes(one, (ctx, { id }) => removeComment(ctx, id)),
  'comments.restore': writes(one, (ctx, { id }) => restoreComment(ctx, id)),
}
